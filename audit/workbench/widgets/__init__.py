"""Single things on a screen, each with the JavaScript beside it that draws it in the browser."""
