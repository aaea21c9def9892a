"""What the court says and gives: content packs, system texts and the choice among them."""
