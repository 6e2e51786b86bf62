import { ALL_FOUND, exportAddress, isLimited } from '#components/list/list-address'
import { SearchKey } from '#components/list/search-key'
import { buttonClass } from '#components/ui/form/button-class'
import { Icon } from '#components/ui/icon'
import { translations } from '#i18n/server'
import { type ConnectionListView, LIST_ORDERS } from '#lib/loaders/views'

type ListSearchProps = Pick<ConnectionListView, 'wish' | 'labels'>

/** More would be a list of their own; the search finds labels too. */
const MOST_LABELS = 50

/**
 * One field for names and labels, filters and the order. The choice lives in the URL, so it can be kept and shared. On a phone
 * all but the field is folded, so that what needs somebody comes first; what is folded is sent all the same.
 */
export function ListSearch({ wish, labels }: ListSearchProps) {
  const t = translations('connections')
  return (
    <form method="get" action={ALL_FOUND} className="list-search">
      {wish.show && <input type="hidden" name="show" value={wish.show} />}
      <div>
        <label>
          <span>{t('search')}</span>
          <SearchKey>
            <input type="search" name="q" defaultValue={wish.query} maxLength={200} aria-keyshortcuts="/" />
          </SearchKey>
        </label>
        <button type="submit" className={buttonClass('secondary', '')}>
          {t('find')}
        </button>
      </div>
      <details open={wish.label !== null || wish.money || wish.order !== 'name'}>
        <summary className="disclosure">
          <Icon name="chevron" className="turns-when-open size-4" />
          <span>{t('filter')}</span>
        </summary>
        <Filters wish={wish} labels={labels} />
      </details>
    </form>
  )
}

function Filters({ wish, labels }: ListSearchProps) {
  const t = translations('connections')
  return (
    <div>
      {labels.length > 0 && (
        <label>
          <span>{t('label')}</span>
          <select name="label" defaultValue={wish.label ?? ''}>
            <option value="">{t('anyLabel')}</option>
            {labels.slice(0, MOST_LABELS).map(({ label, text, count }) => (
              <option key={label} value={label}>
                {t('labelCount', { label: text, count })}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        <span>{t('order')}</span>
        <select name="by" defaultValue={wish.order}>
          {LIST_ORDERS.map((order) => (
            <option key={order} value={order}>
              {t(`orders.${order}`)}
            </option>
          ))}
        </select>
      </label>
      <label className="tick">
        <input type="checkbox" name="money" value="yes" defaultChecked={wish.money} />
        <span>{t('movesMoney')}</span>
      </label>
      <button type="submit" className={buttonClass('secondary', '')}>
        {t('find')}
      </button>
      {isLimited(wish) && (
        <a href={ALL_FOUND} className={buttonClass('plain', '')}>
          {t('clear')}
        </a>
      )}
      <a href={exportAddress(wish)} className={buttonClass('plain', 'px-0!')}>
        {t('export')}
      </a>
    </div>
  )
}
