import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** An invalid input value, for the OpenAPI document. */
export class InputProblemDto {
  @ApiProperty() parameter!: string;
  @ApiPropertyOptional({
    oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }],
    nullable: true,
    description: 'The given value: long text is truncated, an object or a list is shown as JSON',
  })
  value?: string | number | boolean | null;
  @ApiProperty({ example: 'must be an integer from 1 to 100' }) problem!: string;
}

/** An error (RFC 9457), for the OpenAPI document. */
export class ProblemDto {
  @ApiProperty({ enum: [false] }) success!: false;
  @ApiProperty({ type: 'integer' }) status!: number;
  @ApiProperty({ example: 'INVALID_INPUT', description: 'Stable, for programs' }) code!: string;
  @ApiProperty({ example: 'urn:problem:catalog:invalid-input' }) type!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ description: 'What is wrong and what to do, for people' }) detail!: string;
  @ApiProperty({ description: 'The requested path' }) instance!: string;
  @ApiProperty() requestId!: string;
  @ApiPropertyOptional({ type: [InputProblemDto] }) errors?: InputProblemDto[];
}
