"""What is worked out on paper about persons' details: until when they are kept, when an answer is due, who is alike."""
