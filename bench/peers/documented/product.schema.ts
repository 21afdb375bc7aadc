import { Field, Float, ID, ObjectType } from '@nestjs/graphql';
import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import mongoose, { type HydratedDocument } from 'mongoose';

@ObjectType()
@Schema({ _id: false })
export class Pricing {
  @Field(() => Float) @Prop() basePrice!: number;
  @Field() @Prop() currency!: string;
}

@ObjectType()
@Schema({ _id: false })
export class Inventory {
  @Field() @Prop() available!: boolean;
  @Field(() => Float, { nullable: true }) @Prop() quantity?: number;
}

@ObjectType()
@Schema({ _id: false })
export class Metadata {
  @Field() @Prop() featured!: boolean;
  @Field() @Prop() bestseller!: boolean;
  @Field() @Prop() newArrival!: boolean;
  @Field(() => [String]) @Prop([String]) tags!: string[];
  @Prop() status!: string;
}

@ObjectType()
@Schema({ _id: false })
export class MetalSustainability {
  @Field() @Prop() recycled!: boolean;
  @Field() @Prop() ethicallySourced!: boolean;
}

@ObjectType()
@Schema({ _id: false })
export class Metal {
  @Field() @Prop() type!: string;
  @Field() @Prop() purity!: string;
  @Field() @Prop() finish!: string;
  @Field(() => MetalSustainability) @Prop({ type: MetalSustainability }) sustainability!: MetalSustainability;
}

@ObjectType()
@Schema({ _id: false })
export class StoneSustainability {
  @Field() @Prop() labGrown!: boolean;
  @Field() @Prop() conflictFree!: boolean;
  @Field() @Prop() traceable!: boolean;
}

@ObjectType()
@Schema({ _id: false })
export class Stone {
  @Field() @Prop() type!: string;
  @Field(() => Float, { nullable: true }) @Prop() carat?: number;
  @Field({ nullable: true }) @Prop() cut?: string;
  @Field({ nullable: true }) @Prop() clarity?: string;
  @Field({ nullable: true }) @Prop() color?: string;
  @Field() @Prop() certification!: string;
  @Field(() => StoneSustainability) @Prop({ type: StoneSustainability }) sustainability!: StoneSustainability;
}

@ObjectType()
@Schema({ _id: false })
export class MaterialSpecs {
  @Field(() => Metal) @Prop({ type: Metal }) metal!: Metal;
  @Field(() => Stone, { nullable: true }) @Prop({ type: Stone }) stone?: Stone;
}

@ObjectType()
@Schema({ _id: false })
export class Creator {
  @Field() @Prop() handle!: string;
  @Field() @Prop() name!: string;
}

@ObjectType()
@Schema({ versionKey: false })
export class Product {
  @Field(() => ID) @Prop({ type: mongoose.Schema.Types.Mixed }) _id!: mongoose.Types.ObjectId | string;
  @Field() @Prop() name!: string;
  @Field() @Prop() description!: string;
  @Field() @Prop() category!: string;
  @Field() @Prop() subcategory!: string;
  @Field() @Prop() slug!: string;
  @Field() @Prop() primaryImage!: string;
  @Field(() => Pricing) @Prop({ type: Pricing }) pricing!: Pricing;
  @Field(() => Inventory) @Prop({ type: Inventory }) inventory!: Inventory;
  @Field(() => Metadata) @Prop({ type: Metadata }) metadata!: Metadata;
  @Field(() => MaterialSpecs) @Prop({ type: MaterialSpecs }) materialSpecs!: MaterialSpecs;
  @Field(() => Creator, { nullable: true }) @Prop({ type: Creator }) creator?: Creator;
}

export type ProductDocument = HydratedDocument<Product>;

export const ProductSchema = SchemaFactory.createForClass(Product);
ProductSchema.index({ 'pricing.basePrice': 1, _id: 1 });
