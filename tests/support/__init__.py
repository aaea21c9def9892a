"""What the tests share: databases, clocks, people."""
