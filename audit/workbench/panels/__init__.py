"""The wiring of a screen: what is clicked changes the state, the state is shown by views in widgets."""
