/** Isolations whose builds need the security context of the level restricted. */
import { BuildIsolation, SeccompSource } from '../../lib/build-namespace';

/** A webhook of the cluster sets the seccomp profile. */
export const RESTRICTED = BuildIsolation.restricted({ seccompFrom: SeccompSource.ELSEWHERE });

/** No seccomp profile is required. */
export const AUDITED = BuildIsolation.baseline({ auditRestricted: true });
