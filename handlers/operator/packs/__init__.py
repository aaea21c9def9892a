"""Content packs as operators see, switch, send in and send out."""
