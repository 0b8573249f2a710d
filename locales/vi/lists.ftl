### lists
