"""`make bench`: how long the server takes for each page with few people and with many, and what each page weighs."""
