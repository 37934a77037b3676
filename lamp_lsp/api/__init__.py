"""What front ends share: messages, the client, and how the daemon is found and started."""
