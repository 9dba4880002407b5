"""One function per slip kind: data in, blocks out. They choose words and order; they know neither dots nor bytes."""
