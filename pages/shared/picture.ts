import placeholder from '../storefront/placeholder.svg?url';

/** The views of a piece that a gallery shows. */
export type PictureView = 'front' | 'stone' | 'metal';
interface Pictured {
  readonly _id: string;
  readonly name: string;
  readonly materialSpecs: { readonly stone?: object | undefined };
}

export function pictureAddress(_product: Pictured, _view: PictureView = 'front'): string {
  return placeholder;
}
export function pictureViews({ materialSpecs }: Pictured): readonly PictureView[] {
  return materialSpecs.stone === undefined ? ['front', 'metal'] : ['front', 'stone', 'metal'];
}
export function pictureText({ name }: Pictured, view: PictureView = 'front'): string {
  return `${name}, ${view}`;
}

/** A picture of a gallery. */
export interface GalleryPicture {
  readonly src: string;
  readonly alt: string;
  /** What the picture shows, for the button that enlarges it. */
  readonly name: string;
}

const NAMES: Readonly<Record<PictureView, string>> = { front: 'The piece', stone: 'The stone', metal: 'The metal' };

/** The pictures of a product page. */
export function galleryOf(product: Pictured): readonly GalleryPicture[] {
  return pictureViews(product).map((view) => ({
    src: `${pictureAddress(product, view)}#${view}`,
    alt: pictureText(product, view),
    name: NAMES[view],
  }));
}
