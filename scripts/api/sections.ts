/** The section of one type: its doc comment, and its members as tables. */
import {
  type Callable,
  type ClassType,
  type EnumType,
  type InterfaceType,
  isClassType,
  isEnumType,
  type Method,
  type Parameter,
  type Property,
} from '@jsii/spec';
import { markdownTable } from '../generated-file';
import { isStruct, propertiesOf, type PublicType } from './assembly';
import { cellText, defaultText, escaped, type LinkTo, paragraphs, seeText, typeText } from './wording';

/** The section of a type, without its heading. */
export function sectionBody(type: PublicType, linkTo: LinkTo): string {
  const docs = type.docs ?? {};
  const example = docs.example === undefined ? '' : `\`\`\`ts\n${docs.example}\n\`\`\``;
  const parts = [escaped(paragraphs(docs)), seeText(docs), example, ...members(type, linkTo)];
  return parts.filter(Boolean).join('\n\n');
}

function members(type: PublicType, linkTo: LinkTo): string[] {
  if (isEnumType(type)) {
    return [enumTable(type)];
  }
  if (isStruct(type)) {
    const table = structTable(type, linkTo);
    const intro = table === '' ? 'Takes the properties of' : 'Also takes the properties of';
    return [basesText(intro, type.interfaces, linkTo), table];
  }
  const bases = isClassType(type)
    ? [
        basesText('Extends', type.base === undefined ? [] : [type.base], linkTo),
        basesText('Implements', type.interfaces, linkTo),
      ]
    : [basesText('Extends', type.interfaces, linkTo)];
  return [bases.filter(Boolean).join(' '), ...behavior(type, linkTo)];
}

function basesText(intro: string, fqns: readonly string[] = [], linkTo: LinkTo): string {
  const names = fqns.map((fqn) => typeText({ fqn }, linkTo));
  const last = names.pop();
  return last === undefined ? '' : `${intro} ${names.length === 0 ? last : `${names.join(', ')} and ${last}`}.`;
}

function enumTable({ members: values }: EnumType): string {
  return markdownTable(
    ['Value', 'Meaning'],
    values.map(({ name, docs }) => [`\`${name}\``, cellText(docs)]),
  );
}

function structTable(type: InterfaceType, linkTo: LinkTo): string {
  const rows = propertiesOf(type).map((property) => [
    `\`${property.name}\``,
    typeText(property.type, linkTo),
    property.optional ? defaultText(property.docs?.default) : '**required**',
    cellText(property.docs),
  ]);
  return rows.length === 0 ? '' : markdownTable(['Property', 'Type', 'Default', 'Description'], rows);
}

/** Constructor, factories, methods and properties. */
function behavior(type: ClassType | InterfaceType, linkTo: LinkTo): string[] {
  const methods = type.methods ?? [];
  const calls = [
    ...(isClassType(type) && type.initializer ? [callRow(`new ${type.name}`, type.initializer, linkTo)] : []),
    ...methods.filter((method) => method.static).map((method) => methodRow(`${type.name}.`, method, linkTo)),
    ...methods.filter((method) => !method.static).map((method) => methodRow('', method, linkTo)),
  ];
  const readable = propertiesOf(type).map((property) => propertyRow(type, property, linkTo));
  return [
    calls.length === 0 ? '' : markdownTable(['Call', 'Returns', 'Description'], calls),
    readable.length === 0 ? '' : markdownTable(['Property', 'Type', 'Description'], readable),
  ];
}

function methodRow(owner: string, method: Method, linkTo: LinkTo): string[] {
  const { returns } = method;
  const given =
    returns === undefined ? '' : typeText(returns.type, linkTo) + (returns.optional ? ' or `undefined`' : '');
  const [call, , description] = callRow(`${owner}${method.name}`, method, linkTo);
  return [call, given, [description, returnsText(method)].filter(Boolean).join(' ')];
}

function returnsText({ docs }: Method): string {
  return docs?.returns === undefined ? '' : `Returns ${docs.returns}`;
}

function callRow(name: string, { docs, parameters = [] }: Callable, linkTo: LinkTo): string[] {
  const described = parameters.filter((parameter) => parameter.docs?.summary !== undefined);
  const notes = described.map((parameter) => `\`${parameter.name}\`: ${cellText(parameter.docs)}`);
  const list = parameters.map((parameter) => parameterText(parameter, linkTo)).join(', ');
  return [`\`${name}\`(${list})`, '', [cellText(docs), ...notes].filter(Boolean).join('<br>')];
}

function parameterText({ name, type, optional, variadic }: Parameter, linkTo: LinkTo): string {
  return `${variadic ? '…' : ''}${name}${optional ? '?' : ''}: ${typeText(type, linkTo)}${variadic ? '[]' : ''}`;
}

function propertyRow(type: PublicType, property: Property, linkTo: LinkTo): string[] {
  const name = property.static ? `${type.name}.${property.name}` : property.name;
  const given = typeText(property.type, linkTo) + (property.optional ? ' or `undefined`' : '');
  return [`\`${name}\``, given, cellText(property.docs)];
}
