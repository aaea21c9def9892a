"""The versions of the court's tables, and how they are compared and written down."""
