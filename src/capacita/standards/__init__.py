"""Common standards: instruments, their provisions and requirement elements, dated treaty actions and the status they give."""
