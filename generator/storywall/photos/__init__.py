"""Members' photos: inspected, made clean, and published from their pixels alone; the only importer of Pillow."""
