"""A run on Apache Spark: the stages of `audit.pipeline`, worked on by a cluster's executors.

What is done is the local engine's doing throughout, called part by part (`audit.pipeline.parts`); here
is only who does it where. Driver and executors have to see the inputs and the output folder at the same
paths.
"""
