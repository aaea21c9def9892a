"""Watching over a court: what is amiss is told once, what is over is tidied away."""
