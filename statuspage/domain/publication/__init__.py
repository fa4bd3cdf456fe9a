"""What becomes public: the customer's choice, the one gate, and what follows from it."""
