"""/stats: how the court is doing, in pictures and in words."""
