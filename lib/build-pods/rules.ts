/** What the admission policy demands of pods, so that what a profile sets holds whoever changes the pod afterwards. */
import { type AdmissionRule, CONTAINERS, list } from './cel';
import { agrees, equals, field, isSet } from './cel-fields';
import { isBelowInCel, wholeImageInCel } from './image-mirrors';
import { type FieldChange, HARNESS_CONTAINERS, type ListItems, type MirrorSetting, type Setting } from './setting';

/** Containers of a new pod. Ephemeral ones are added to running pods, which are not changed. */
const OF_POD = 'object.spec.containers + object.spec.?initContainers.orValue([])';

/** The rule of a setting. A default has none: whatever the pod has is right. */
export function ruleOf(setting: Setting): AdmissionRule[] {
  const { target, changes, unlessSet, ifSet, property } = setting;
  if (unlessSet !== undefined) {
    return [];
  }
  const holds = (root: string) => {
    const all = changes.map((change) => `(${holdsIn(root, change)})`).join(' && ');
    return ifSet === undefined ? all : `!${isSet(root, ifSet)} || ${all}`;
  };
  const steps = `object.spec.containers.filter(c, !(c.name in ${list(HARNESS_CONTAINERS)}))`;
  const expression =
    target === 'pod' ? holds('object') : `(${target === 'steps' ? steps : OF_POD}).all(c, ${holds('c')})`;
  return [{ expression, message: messageOf(property) }];
}

/** No image comes from where a mirror stands in, ephemeral containers included. */
export function mirrorRule({ mirrors, property }: MirrorSetting): AdmissionRule {
  const isElsewhere = mirrors.map(([prefix]) => `!(${isBelowInCel('w', prefix)})`).join(' && ');
  return {
    expression: `(${CONTAINERS}).all(c, [c.image].map(m, ${wholeImageInCel('m')}).all(w, ${isElsewhere}))`,
    message: messageOf(property),
  };
}

function messageOf(property: string): string {
  return `Build pods must be as the build pod profile of the namespace makes them (${property}). If a stage, an overlay or a webhook sets it, remove it there; otherwise ask the owner of the farm whether the profile is in effect.`;
}

function holdsIn(root: string, change: FieldChange): string {
  if ('value' in change) {
    return equals(root, change.path, change.value);
  }
  if ('entries' in change) {
    const entries = Object.entries(change.entries);
    return entries
      .map(([key, value]) => `${field(root, [...change.path, key])}.orValue("") == ${JSON.stringify(value)}`)
      .join(' && ');
  }
  return itemsHold(`${field(root, change.path)}.orValue([])`, change);
}

/** Each item is there, and nothing that contradicts it. */
function itemsHold(own: string, { items, keys }: ListItems): string {
  return items
    .map((item) => {
      const others = Object.keys(item).filter((member) => !keys.includes(member));
      const [is, agreesWhole] = [agrees('e', item, keys), agrees('e', item, [...keys, ...others])];
      const exists = `${own}.exists(e, ${agreesWhole})`;
      return others.length === 0 ? exists : `${exists} && ${own}.all(e, !(${is}) || (${agreesWhole}))`;
    })
    .join(' && ');
}
