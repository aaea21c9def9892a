"""Broadcasts: one message to many members, chosen by a filter, shown beforehand, stoppable."""
