"""What members choose: hours, discretion, consent; asked after the first task, and always here."""
