"""What is kept, what is handed out, what is erased, what is hidden."""
