import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** One bad input value, for the OpenAPI document. */
export class ProblemInputModel {
  @ApiProperty() parameter!: string;
  @ApiPropertyOptional({ description: 'The value as it was given' }) value?: string;
  @ApiProperty() problem!: string;
}

/** An error (RFC 9457), for the OpenAPI document. */
export class ProblemModel {
  @ApiProperty({ enum: [false] }) success!: false;
  @ApiProperty() type!: string;
  @ApiProperty() title!: string;
  @ApiProperty() status!: number;
  @ApiProperty() detail!: string;
  @ApiProperty() instance!: string;
  @ApiProperty() requestId!: string;
  @ApiPropertyOptional({ type: [ProblemInputModel] }) errors?: ProblemInputModel[];
}
