import { toShown, toTyped } from '../../web/parts/typed-value';

const HOSTILE = 'user/\u202egnp.exe';

it('shows what would change the direction of the text as escapes', () => {
  expect(toShown(HOSTILE)).toBe('user/\\u202egnp.exe');
});

it('means the first value, until somebody types another one', () => {
  expect(toTyped(toShown(HOSTILE), HOSTILE)).toBe(HOSTILE);
  expect(toTyped('user/deploy', HOSTILE)).toBe('user/deploy');
});
