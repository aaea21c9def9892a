"""Tasks that members suggest to their personas: made, taken back, taken up, or declined with thanks."""
