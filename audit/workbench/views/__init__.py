"""Frames in, HTML or figures out. Pure; whatever comes from a report is escaped."""
