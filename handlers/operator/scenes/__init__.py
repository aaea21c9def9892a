"""/scene: the operators' side of the shelf of scenes."""
