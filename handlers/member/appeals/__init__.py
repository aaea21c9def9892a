"""A member's appeals against failed tasks."""
