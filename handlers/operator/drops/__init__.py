"""Voice drops as operators make, preview and send them."""
