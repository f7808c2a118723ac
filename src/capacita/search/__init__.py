"""One full-text index over what the apps register: found by folded words in any language, shown to whoever may see it."""
