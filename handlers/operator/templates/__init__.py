"""Task templates as operators find, make, change, hide, send in and send out."""
