import type { AnswerCoverage } from '../assure/coverage/answer-coverage';
import type { AuditRecord } from '../audit/audit-record';
import type { ItemKey } from '../audit/item-key';
import type { TouchKind } from '../audit/touch-kind';
import type { Notices } from './notices';
import type { Searched } from './searched';

/** A call, and what it says of the items that it touched. */
export interface CallItems
  extends Pick<AuditRecord, 'eventId' | 'eventTime' | 'eventName' | 'access' | 'outcome'> {
  /** `principal.id` of the record. */
  readonly principal: string;
  /** Items that the call names: up to 100, by the ARN of their table and the values of their key that are logged. */
  readonly items: readonly { readonly table: string; readonly key: ItemKey }[];
  /** Tables of which the call may have touched items without naming them, and how. */
  readonly unnamed: readonly { readonly table: string; readonly kind: TouchKind }[];
}

/** A page of calls with the items that they name. The other fields are as in `Page`. */
export interface NamedItemsPage extends Notices {
  readonly records: readonly CallItems[];
  readonly nextToken?: string;
  readonly searched: Searched;
  readonly coverage: AnswerCoverage;
  readonly incomplete?: string;
}
