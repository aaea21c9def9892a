"""/desk: one queue of everything that waits, gone through without leaving it."""
