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
