import type { DelegateAccess } from '../access';
import { marksOf } from '../build-farm';
import { DELEGATE_NAMESPACE, type HarnessDelegateProps, PodSecurityLevel } from '../delegate';
import { definedOf } from '../values';
import type { CiBuildInfraProps } from './props';

/** The properties of the farm's own delegate. */
export function delegateProps(props: CiBuildInfraProps, access: DelegateAccess): HarnessDelegateProps {
  const { accountId, delegateName, image, token, delegateOptions = {}, sharedNamespace, istio, platform } = props;
  const { podLabels, delegateAnnotations } = marksOf(istio);
  const isOpenShift = platform?._record.isOpenShift === true;
  const makesNamespace = (props.createDelegateNamespace ?? true) && !sharedNamespace;
  return {
    ...(isOpenShift ? { openShift: true } : {}),
    // The namespace must admit the init container that the mesh puts into the delegate's pods, too.
    ...(istio?._mode === 'init container' && makesNamespace ? { podSecurityLevel: PodSecurityLevel.PRIVILEGED } : {}),
    ...definedOf(delegateOptions),
    podLabels: { ...podLabels, ...delegateOptions.podLabels },
    podAnnotations: { ...delegateAnnotations, ...delegateOptions.podAnnotations },
    accountId,
    // The delegate itself says what is missing.
    delegateName: delegateName as string,
    image: image as HarnessDelegateProps['image'],
    token: token as HarnessDelegateProps['token'],
    access,
    ...(props.scope === undefined ? {} : { scope: props.scope }),
    namespace: props.delegateNamespace ?? DELEGATE_NAMESPACE,
    // A namespace that the delegate shares is made with the level that builds need.
    createNamespace: makesNamespace,
  };
}
