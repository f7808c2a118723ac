"""What an installation is made of: container, services, proxy."""
