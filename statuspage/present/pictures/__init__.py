"""Pictures of a public ticket: badges, the picture for a shared link, QR codes. Drawn as SVG, and as PNG from that."""
