"""The commands of `lamp bench`, one file each."""
