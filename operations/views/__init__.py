"""Operations' pages."""
