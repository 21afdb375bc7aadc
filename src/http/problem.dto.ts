import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** An invalid input value, for the OpenAPI document. */
export class InputProblemDto {
  @ApiProperty() parameter!: string;
  @ApiPropertyOptional({
    oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }],
    nullable: true,
    description: 'The value as it was given: long text is cut, an object or a list is told as JSON text',
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
  @ApiProperty({ description: 'The path that was asked for' }) instance!: string;
  @ApiProperty() requestId!: string;
  @ApiPropertyOptional({ type: [InputProblemDto] }) errors?: InputProblemDto[];
}
