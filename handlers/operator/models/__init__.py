"""/models: whom members can ask for a session, and what is open with them."""
