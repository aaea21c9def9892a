"""Stand-ins for the outside that speak its real protocols."""
