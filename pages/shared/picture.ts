import {
  pictureAddress,
  type PicturedProduct,
  pictureText,
  type PictureView,
  pictureViews,
} from '../../packages/jewel-art/picture-address.js';

/** A picture with the attributes that `<img>` needs. */
export interface Picture {
  readonly src: string;
  readonly alt: string;
}

/** A picture of a gallery, with a description of it for the button that enlarges it. */
export interface GalleryPicture extends Picture {
  readonly name: string;
}

/** The data a picture is drawn from, or the address of an existing one. */
export interface Pictured extends PicturedProduct {
  readonly primaryImage?: string | undefined;
}

const NAMES: Readonly<Record<PictureView, string>> = { front: 'The piece', stone: 'The stone', metal: 'The metal' };

/** The picture of a product in a list: its photograph if this host has it, else the drawing of its materials. */
export function pictureOf(product: Pictured, origin = location.origin): Picture {
  const alt = pictureText(product);
  return { src: photographOf(product, origin) ?? pictureAddress(product), alt };
}

/** The pictures of a product page. */
export function galleryOf(product: Pictured, origin = location.origin): readonly GalleryPicture[] {
  const drawings = pictureViews(product).map((view) => ({
    src: pictureAddress(product, view),
    alt: pictureText(product, view),
    name: NAMES[view],
  }));
  const photograph = photographOf(product, origin);
  if (photograph === undefined) return drawings;
  return [{ src: photograph, alt: pictureText(product), name: 'The photograph' }, ...drawings];
}

/**
 * The photograph of a product, if its absolute address has this origin. The pages load nothing from other hosts, and an
 * address without a host belongs to the shop's old site, which this service does not serve.
 */
export function photographOf({ primaryImage = '' }: Pictured, origin: string): string | undefined {
  return primaryImage.startsWith(`${origin}/`) ? primaryImage : undefined;
}
