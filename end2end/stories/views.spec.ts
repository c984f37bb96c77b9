import { expect, test } from '../fixtures.ts';
import { inBothSchemes } from '../pages/schemes.ts';
import { SentPages } from '../pages/sent-pages.ts';
import { TableSetup } from '../pages/table-setup.ts';

/** How a table stands for someone, as far as the stories look at it. */
interface Table {
  views: { id: string; name: string }[];
}

test('a view is made, shared, chosen by a colleague, changed and deleted', async ({ staff, world, demo, owner, browser }) => {
  const name = `Month end ${world.word()}`;
  await world.link();
  const setup = new TableSetup(staff);
  await new SentPages(staff).open('?status=expired%2Coutstanding&sort=due_on');
  await setup.configure();
  await setup.shown('Client').check();

  await test.step('made where one sets up the columns, and shared', async () => {
    await setup.panel.getByRole('button', { name: 'Save as view…' }).click();
    const dialog = staff.getByRole('dialog', { name: 'Save as view' });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog.getByLabel('Name')).toHaveAttribute('aria-invalid', 'true');
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByRole('switch', { name: 'Share with the firm' }).check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    await staff.keyboard.press('Escape');
    await expect(setup.viewsButton).toContainText(name);
    await expect(setup.viewsButton).not.toContainText('edited');
  });

  await test.step('a set-up that differs is marked, and can become the view', async () => {
    await setup.filters.getByRole('button', { name: 'Remove the filter: Status' }).click();
    await expect(setup.viewsButton).toContainText('edited');
    const views = await setup.views();
    await views.getByRole('button', { name: `Update “${name}”` }).click();
    await expect(setup.viewsButton).not.toContainText('edited');
  });

  await test.step('a colleague finds it, and gets its columns and its order', async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await context.addCookies([await world.colleague('Omar Said')]);
    const page = await context.newPage();
    await page.goto(`${demo.url}/app/links`);
    const theirs = new TableSetup(page);
    const views = await theirs.views();
    await views.getByRole('button', { name: new RegExp(`^${name}`) }).click();
    await expect(page).toHaveURL(/sort=due_on/);
    await expect.poll(() => theirs.headers()).toContain('Client');
    const again = await theirs.views();
    await again.getByRole('button', { name: `More about the view ${name}` }).click();
    await expect(again.getByRole('button', { name: 'Delete' }), 'it is somebody else’s').toBeHidden();
    await context.close();
  });

  await test.step('a link to it brings its columns, its filters and its order', async () => {
    const list = await setup.views();
    await list.getByRole('button', { name: /^Standard/ }).click();
    await expect(setup.viewsButton).toContainText('Standard');
    const views = await setup.views();
    await views.getByRole('button', { name: `More about the view ${name}` }).click();
    await expect(views.getByRole('button', { name: 'Copy link' })).toBeVisible();
    await staff.keyboard.press('Escape');
    const { views: known } = await world.as<Table>(owner, 'GET', '/api/v1/tables/links');
    await staff.goto(`/app/links?view=${known.find((view) => view.name === name)?.id}`);
    await expect(staff).toHaveURL(/\/app\/links\?sort=due_on$/);
    await expect(setup.viewsButton).toContainText(name);
  });

  await test.step('deleted, and that taken back', async () => {
    const views = await setup.views();
    await views.getByRole('button', { name: `More about the view ${name}` }).click();
    await views.getByRole('button', { name: 'Delete' }).click();
    await expect(setup.viewsButton).toContainText('Standard');
    await staff.getByRole('button', { name: 'Undo' }).click();
    await expect(setup.viewsButton).toContainText(name);
  });
});

test('a view keeps what is searched for; what one searches for in passing is of the moment', async ({ page, world }) => {
  const word = `kestrel${world.word()}`;
  await world.link({ recipient: { name: `Ada ${word}`, email: 'ada@example.com' } });
  await page.context().addCookies([await world.colleague('Ines Roth')]);
  const sent = new SentPages(page);
  const setup = new TableSetup(page);
  await sent.open(`?q=${word}`);
  await expect(sent.rows).toHaveCount(1);
  const views = await setup.views();
  await views.getByRole('button', { name: 'Save as view…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save as view' });
  await dialog.getByLabel('Name').fill('All of Ada');
  await setup.kept(() => dialog.getByRole('button', { name: 'Save' }).click());
  await expect(setup.viewsButton).toContainText('All of Ada');

  await test.step('it comes back with the words, and they are in the box', async () => {
    await sent.open();
    await expect(page).toHaveURL(new RegExp(`q=${word}`));
    await expect(sent.search).toHaveValue(word);
    await expect(sent.rows).toHaveCount(1);
    await expect(setup.viewsButton).not.toContainText('edited');
  });

  await test.step('other words are another set-up, until the view is chosen again', async () => {
    await setup.kept(() => sent.search.fill('nobody at all'));
    await expect(setup.viewsButton).toContainText('edited');
    const list = await setup.views();
    await setup.kept(() => list.getByRole('button', { name: /^All of Ada/ }).click());
    await expect(sent.search).toHaveValue(word);
    await expect(sent.rows).toHaveCount(1);
  });

  await test.step('the table as it is made searches for nothing', async () => {
    const list = await setup.views();
    await setup.kept(() => list.getByRole('button', { name: /^Standard/ }).click());
    await expect(sent.search).toHaveValue('');
    await sent.search.fill(word);
    await expect(page).toHaveURL(/q=/);
    await sent.open();
    await expect(setup.viewsButton).toContainText('Standard');
    await expect(sent.search).toHaveValue('');
  });
});

test('a first visit begins with the default view, and later ones as the table was left', async ({ page, world }) => {
  await world.link();
  const newcomer = await world.colleague('Nora Lind');
  const view = { table: 'links', name: 'Small ones first', setup: { query: 'sort=amount' } };
  const { id } = await world.as<{ id: string }>(newcomer, 'POST', '/api/v1/views', view);
  await world.as(newcomer, 'PUT', '/api/v1/tables/links/default', { view_id: id });
  await page.context().addCookies([newcomer]);
  const setup = new TableSetup(page);
  await page.goto('/app/links');
  await expect(setup.viewsButton).toContainText('Small ones first');
  await expect(page).toHaveURL(/sort=amount/);

  const views = await setup.views();
  await setup.kept(() => views.getByRole('button', { name: 'Standard', exact: true }).click());
  await expect(page).toHaveURL(/\/app\/links$/);
  await page.reload();
  await expect(setup.viewsButton).toContainText('Standard');

  const again = await setup.views();
  await again.getByRole('button', { name: 'More about the view Small ones first' }).click();
  await again.getByRole('button', { name: 'No longer default' }).click();
  await expect(again.getByRole('button', { name: 'Standard default' })).toBeVisible();
});

test('no barrier in the views', async ({ staff, world, axe, picture }) => {
  const setup = new TableSetup(staff);
  await world.link();
  await new SentPages(staff).open('?sort=amount');
  const views = await setup.views();
  await views.getByRole('button', { name: 'Save as view…' }).click();
  const name = `Small ones ${world.word()}`;
  await staff.getByRole('dialog', { name: 'Save as view' }).getByLabel('Name').fill(name);
  await inBothSchemes(staff, axe);
  await picture(staff, 'view-name');
  await staff.keyboard.press('Enter');
  await expect(setup.viewsButton).toContainText(name);
  const list = await setup.views();
  await list.getByRole('button', { name: `More about the view ${name}` }).click();
  await inBothSchemes(staff, axe);
  await picture(staff, 'views');
});
