"""What `letstalk` can be asked to do. Each module has HELP, add_arguments and run, and loads Django only in `run`."""
