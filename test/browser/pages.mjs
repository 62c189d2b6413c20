// test/browser/pages.mjs: every page of the route tables in each of its states. A state is where to
// go, as whom, what to do there and the status to expect; or a text that says why the page has no
// such state. page_states.mjs fails for a route that is missing here and for a state that is missing.
//
// Words in braces come from the world that page_states.mjs makes.

import { small_pdf } from './people.mjs';

const everybody = 'everybody may see it';
const unchanging = 'nothing on it can be changed by two at once';
const no_names = 'it shows nothing that people name';
const no_input = 'nothing is entered and nothing can be missing';
const never_empty = 'its words are always there';

/** Presses the button of the form whose action ends so, whatever the language: one that writes if any. */
const send = (action, fill = {}) => async (visitor) => {
        const any = visitor.page.locator(`form[action$="${action}"]`);
        const writes = any.and(visitor.page.locator('[method="post"]'));
        const form = (await writes.count() ? writes : any).first();
        for (const [name, value] of Object.entries(fill))
                await form.locator(`[name="${name}"]`).fill(value);
        await form.locator('button[type="submit"]').first().click();
        await visitor.page.waitForLoadState('load');
};

/** Presses the button of this value. */
const press = (value) => async (visitor) => {
        await visitor.page.locator(`button[value="${value}"]`).click();
        await visitor.page.waitForLoadState('load');
};

/** At the counter: a telephone's link for the first paper; its page; the address that the QR code names. */
const camera = async (visitor) => {
        await visitor.page.locator('button[value^="chup:"]').first().click();
        await visitor.page.locator('svg.qr').waitFor();
};
const link_of = async (visitor) => {
        const { pathname } = new URL(await visitor.page.locator('p.code').textContent());
        return visitor.path().startsWith('/en/') ? `/en${pathname}` : pathname;
};
const telephone = async (visitor) => {
        await camera(visitor);
        await visitor.go(await link_of(visitor));
};
/** The same in one's own application, where a telephone's own page does not offer it. */
const own_camera = async (visitor) => {
        await visitor.page.locator('form[action$="/chup"]').first().evaluate((form) => form.submit());
        await visitor.page.locator('svg.qr').waitFor();
};

/** The pages of the first file there is: of one's own, of a dossier, of a scan that is made here. */
const pages_of = async (visitor) => {
        const link = visitor.page.locator('a[href*="/tep/"]:has(> .sr)[href^="/"]', { hasText: /Tất cả|All/ });
        await visitor.go(new URL(await link.first().evaluate((a) => a.href)).pathname);
};
const scan = async (visitor) => {
        if (!await visitor.page.locator('button[value^="xem:"]').count()) {
                await visitor.page.locator('details:has(#files)').evaluate((e) => { e.open = true; });
                await visitor.page.setInputFiles('#files',
                        { name: 'quet.pdf', mimeType: 'application/pdf', buffer: small_pdf() });
                await visitor.page.locator('button[value="tep"]').click();
                await visitor.page.waitForLoadState('load');
        }
        await visitor.page.locator('button[value^="xem:"][value$=":0"]').first().click();
        await visitor.page.locator('.leaf img').first().waitFor();
};

/** The same for a form that stands folded under its name. */
const open_and = (action, fill = {}) => async (visitor) => {
        await visitor.page.locator(`details:has(form[action$="${action}"])`).first().evaluate(
                (e) => { e.open = true; });
        await send(action, fill)(visitor);
};

export const state_names = ['full', 'empty', 'error', 'forbidden', 'stale', 'long'];

export const pages = {
        '/': {
                full: { path: '/' },
                empty: never_empty, error: no_input, forbidden: everybody, stale: unchanging,
                long: no_names,
        },
        '/tim': {
                full: { path: '/tim?q=dang+ky' },
                empty: { path: '/tim?q=zzzzqqqq' },
                error: { path: '/tim' },
                forbidden: everybody, stale: unchanging,
                long: { path: '/tim?q={long.query}' },
        },
        '/thu-tuc': {
                full: { path: '/thu-tuc' },
                empty: { path: '/thu-tuc?linh-vuc=zzzz' },
                error: { path: '/thu-tuc?khong-co=1', status: [200, 400, 404, 422] },
                forbidden: everybody, stale: unchanging,
                long: { path: '/thu-tuc?linh-vuc={long.field}' },
        },
        '/su-kien/:slug': {
                full: { path: '{event}' },
                empty: 'an event without procedures has no page',
                error: { path: '/su-kien/khong-co', status: 404 },
                forbidden: everybody, stale: unchanging, long: no_names,
        },
        '/thu-tuc/:code': {
                full: { path: '/thu-tuc/{procedure}' },
                empty: { path: '/thu-tuc/{bare}' },
                error: { path: '/thu-tuc/9.999999', status: 404 },
                forbidden: everybody, stale: unchanging,
                long: { path: '/thu-tuc/{long.procedure}', as: 'long' },
        },
        '/thu-tuc/:code/dieu-kien': {
                full: { path: '/thu-tuc/2.000488/dieu-kien?f-so=Phi%E1%BA%BFu+s%E1%BB%91+1&f-cho_ai=Cho+m%C3%ACnh'
                        + '&f-nhieu_noi=co&f-mien=Kh%C3%B4ng' },
                empty: { path: '/thu-tuc/1.000894/dieu-kien' },
                error: { path: '/thu-tuc/1.000894/dieu-kien?f-du_tuoi=co', status: 422 },
                forbidden: { path: '/thu-tuc/9.999999/dieu-kien', status: 404 },
                stale: unchanging, long: { path: '/thu-tuc/1.010380/dieu-kien' },
        },
        '/thu-tuc/:code/khach': {
                full: { path: '/thu-tuc/1.000894/khach' },
                empty: { path: '/thu-tuc/1.004222/khach' },
                error: { path: '/thu-tuc/1.000894/khach', status: 422, do: send('/khach', { so: '1' }) },
                forbidden: { path: '/thu-tuc/9.999999/khach', status: 404 },
                stale: unchanging,
                long: { path: '/thu-tuc/1.000894/khach', do: send('/khach', { so: '0217' }) },
        },
        '/nop-tiep': {
                full: { path: '/nop-tiep' },
                empty: { path: '/nop-tiep', status: 422, do: send('/nop-tiep') },
                error: { path: '/nop-tiep', status: 422,
                        do: send('/nop-tiep', { ma: '0000-0000-0000-0000', so: '0217' }) },
                forbidden: { as: 'counter', path: '/nop-tiep', status: 422,
                        do: send('/nop-tiep', { ma: '0000-0000-0000-0000', so: '0217' }) },
                stale: unchanging,
                long: { as: 'full', path: '/nop-tiep' },
        },
        '/lien-thong/:filing': {
                full: { as: 'full', path: '/lien-thong/{full.filing}' },
                empty: never_empty, error: no_input,
                forbidden: { as: 'fresh', path: '/lien-thong/{full.filing}', status: 404 },
                stale: unchanging, long: no_names,
        },
        '/ho-so/:code/kien-nghi': {
                full: { as: 'full', path: '/ho-so/{full.dossier}/kien-nghi' },
                empty: { as: 'full', path: '/ho-so/{full.waiting}/kien-nghi' },
                error: { as: 'full', path: '/ho-so/{full.waiting}/kien-nghi', status: 422,
                        do: send('/kien-nghi') },
                forbidden: { as: 'fresh', path: '/ho-so/{full.dossier}/kien-nghi', status: 404 },
                stale: 'a complaint that moved on is answered by the page of errors',
                long: { as: 'long', path: '/ho-so/{long.dossier}/kien-nghi' },
        },
        '/lam-thay': {
                full: { as: 'full', path: '/lam-thay' },
                empty: { as: 'fresh', path: '/lam-thay' },
                error: no_input,
                forbidden: { as: 'counter', path: '/lam-thay', status: 403 },
                stale: unchanging, long: { as: 'long', path: '/lam-thay' },
        },
        '/lam-thay-moi': {
                full: { as: 'full', path: '/lam-thay-moi?thu_tuc={procedure}' },
                empty: { as: 'fresh', path: '/lam-thay-moi' },
                error: { as: 'full', path: '/lam-thay-moi', status: 422, do: send('/lam-thay-moi') },
                forbidden: { as: 'counter', path: '/lam-thay-moi', status: 403 },
                stale: unchanging, long: no_names,
        },
        '/lam-thay-xin': {
                full: { as: 'full', path: '/lam-thay-xin?kieu=child' },
                empty: { as: 'fresh', path: '/lam-thay-xin' },
                error: { as: 'full', path: '/lam-thay-xin?kieu=organisation', status: 422,
                        do: send('/lam-thay-xin') },
                forbidden: { as: 'counter', path: '/lam-thay-xin', status: 403 },
                stale: unchanging, long: { as: 'full', path: '/lam-thay-xin?kieu=power' },
        },
        '/dai-dien': {
                full: { as: 'counter', path: '/dai-dien' },
                empty: { as: 'counter', path: '/dai-dien?tt=5' },
                error: no_input,
                forbidden: { as: 'full', path: '/dai-dien', status: 403 },
                stale: unchanging, long: { as: 'counter', path: '/dai-dien?tt=1' },
        },
        '/dai-dien/:mandate': {
                full: { as: 'counter', path: '/dai-dien/{full.asked}' },
                empty: never_empty,
                error: { as: 'counter', path: '/dai-dien/{full.asked}', status: 422, do: send('/tu-choi') },
                forbidden: { as: 'full', path: '/dai-dien/{full.asked}', status: 403 },
                stale: 'a mandate that moved on is answered by the page of errors',
                long: { as: 'long', path: '/lam-thay/{full.asked}' },
        },
        '/lam-thay/:mandate': {
                full: { as: 'full', path: '/lam-thay/{full.mandate}' },
                empty: never_empty, error: 'nothing is asked for that could be wrong',
                forbidden: { as: 'fresh', path: '/lam-thay/{full.mandate}', status: 404 },
                stale: 'a mandate that moved on is answered by the page of errors',
                long: { as: 'long', path: '/lam-thay/{full.mandate}' },
        },
        '/kien-nghi': {
                full: { as: 'leader', path: '/kien-nghi' },
                empty: { as: 'leader', path: '/kien-nghi?tt=4' },
                error: no_input,
                forbidden: { as: 'counter', path: '/kien-nghi', status: 403 },
                stale: unchanging, long: no_names,
        },
        '/kien-nghi/:complaint': {
                full: { as: 'leader', path: '/kien-nghi/{full.complaint}' },
                empty: never_empty,
                error: { as: 'leader', path: '/kien-nghi/{full.complaint}', status: 422,
                        do: send('/tra-loi') },
                forbidden: { as: 'full', path: '/kien-nghi/{full.complaint}', status: 403 },
                stale: 'a complaint that moved on is answered by the page of errors',
                long: { as: 'leader', path: '/kien-nghi/{long.complaint}' },
        },
        '/chat-luong': {
                full: { as: 'leader', path: '/chat-luong' },
                empty: { as: 'leader', path: '/chat-luong?tt=5' },
                error: { as: 'leader', path: '/chat-luong?tt=9', status: [400, 422] },
                forbidden: { as: 'full', path: '/chat-luong', status: 403 },
                stale: unchanging, long: { as: 'leader', path: '/chat-luong?muc=2' },
        },
        '/ghi-khong-phu-hop': {
                full: { as: 'leader', path: '/ghi-khong-phu-hop' },
                empty: never_empty,
                error: { as: 'leader', path: '/ghi-khong-phu-hop', status: 422,
                        do: send('/ghi-khong-phu-hop', { dieu: '3.1' }) },
                forbidden: { as: 'full', path: '/ghi-khong-phu-hop', status: 403 },
                stale: unchanging,
                long: { as: 'leader', path: '/ghi-khong-phu-hop', status: 422,
                        do: send('/ghi-khong-phu-hop', { noi_dung: 'W'.repeat(4000) }) },
        },
        '/chat-luong/:nonconformity': {
                full: { as: 'leader', path: '/chat-luong/{nonconformity}' },
                empty: never_empty,
                error: { as: 'leader', path: '/chat-luong/{nonconformity}', status: 422,
                        do: open_and('/lap-ke-hoach') },
                forbidden: { as: 'full', path: '/chat-luong/{nonconformity}', status: 403 },
                stale: 'a non-conformity that moved on is answered by the page of errors',
                long: { as: 'leader', path: '/chat-luong/{nonconformity}', status: 422,
                        do: open_and('/lap-ke-hoach', { khac_phuc: 'W'.repeat(600) }) },
        },
        '/danh-gia-noi-bo': {
                full: { as: 'quality', path: '/danh-gia-noi-bo' },
                empty: { as: 'quality', path: '/danh-gia-noi-bo?tt=4' },
                error: { as: 'quality', path: '/danh-gia-noi-bo?tt=9', status: [400, 422] },
                forbidden: { as: 'full', path: '/danh-gia-noi-bo', status: 403 },
                stale: unchanging, long: { as: 'leader', path: '/danh-gia-noi-bo?tt=2' },
        },
        '/lap-danh-gia': {
                full: { as: 'quality', path: '/lap-danh-gia' },
                empty: never_empty,
                error: { as: 'quality', path: '/lap-danh-gia', status: 422, do: send('/lap-danh-gia') },
                forbidden: { as: 'leader', path: '/lap-danh-gia', status: 403 },
                stale: unchanging,
                long: { as: 'quality', path: '/lap-danh-gia', status: 422,
                        do: send('/lap-danh-gia', { pham_vi: 'W'.repeat(2000) }) },
        },
        '/danh-gia-noi-bo/:internal_audit': {
                full: { as: 'quality', path: '/danh-gia-noi-bo/{audit}' },
                empty: never_empty,
                error: { as: 'quality', path: '/danh-gia-noi-bo/{audit}', status: 422, do: open_and('/huy') },
                forbidden: { as: 'full', path: '/danh-gia-noi-bo/{audit}', status: 403 },
                stale: 'an audit that moved on is answered by the page of errors',
                long: { as: 'quality', path: '/danh-gia-noi-bo/{long_audit}' },
        },
        '/danh-gia-noi-bo/:internal_audit/cau/:question': {
                full: { as: 'quality', path: '/danh-gia-noi-bo/{long_audit}/cau/4' },
                empty: never_empty,
                error: { as: 'quality', path: '/danh-gia-noi-bo/{long_audit}/cau/4', status: 422, do: send('/cau/4') },
                forbidden: { as: 'leader', path: '/danh-gia-noi-bo/{long_audit}/cau/4', status: 403 },
                stale: 'an answer that changed meanwhile is answered by the page of errors',
                long: { as: 'quality', path: '/danh-gia-noi-bo/{long_audit}/cau/3' },
        },
        '/quy-trinh-kiem-soat': {
                full: { as: 'quality', path: '/quy-trinh-kiem-soat' },
                empty: never_empty, error: no_input,
                forbidden: { as: 'full', path: '/quy-trinh-kiem-soat', status: 403 },
                stale: unchanging,
                long: { as: 'leader', path: '/quy-trinh-kiem-soat' },
        },
        '/bao-cao-chat-luong': {
                full: { as: 'quality', path: '/bao-cao-chat-luong' },
                empty: { as: 'quality', path: '/bao-cao-chat-luong?nam=2020' },
                error: { as: 'quality', path: '/bao-cao-chat-luong?nam=1990', status: 404 },
                forbidden: { as: 'full', path: '/bao-cao-chat-luong', status: 403 },
                stale: unchanging, long: no_names,
        },
        '/dat-lich': {
                full: { as: 'full', path: '/dat-lich?ho_so={full.waiting}' },
                empty: { as: 'full', path: '/dat-lich?thu_tuc=1.001612' },
                error: { as: 'full', path: '/dat-lich?ho_so={full.waiting}', status: 422,
                        do: async (v) => {
                                await v.page.locator('form[method="post"] button').first().click();
                                await v.page.waitForLoadState('load');
                        } },
                forbidden: { as: 'fresh', path: '/dat-lich?ho_so={full.waiting}', status: 404 },
                stale: 'a time that somebody else took is an error of the form, tried in test_appointment.c',
                long: { as: 'long', path: '/dat-lich?thu_tuc={procedure}' },
        },
        '/lich-hen': {
                full: { as: 'full', path: '/lich-hen' },
                empty: { as: 'fresh', path: '/lich-hen' },
                error: no_input,
                forbidden: { as: 'counter', path: '/lich-hen', status: 403 },
                stale: unchanging, long: { as: 'long', path: '/lich-hen' },
        },
        '/lich-hen/:appointment': {
                full: { as: 'full', path: '/lich-hen/{full.appointment.code}' },
                empty: never_empty, error: no_input,
                forbidden: { as: 'fresh', path: '/lich-hen/{full.appointment.code}', status: 404 },
                stale: 'an appointment that moved on is answered by the page of errors',
                long: { as: 'long', path: '/lich-hen/{long.appointment.code}' },
        },
        '/lich-hen/:appointment/doi': {
                full: { as: 'full', path: '/lich-hen/{full.appointment.code}/doi' },
                empty: never_empty,
                error: { as: 'full', path: '/lich-hen/{full.appointment.code}/doi', status: 422,
                        do: async (v) => {
                                await v.page.locator('form[method="post"] button').first().click();
                                await v.page.waitForLoadState('load');
                        } },
                forbidden: { as: 'fresh', path: '/lich-hen/{full.appointment.code}/doi', status: 404 },
                stale: 'an appointment that moved on is answered by the page of errors',
                long: { as: 'long', path: '/lich-hen/{long.appointment.code}/doi' },
        },
        '/lich-quay': {
                full: { as: 'counter', path: '/lich-quay?{full.appointment.query}' },
                empty: { as: 'counter', path: '/lich-quay?ngay=01/01/2020' },
                error: { as: 'counter', path: '/lich-quay?{full.appointment.query}', status: 422,
                        do: open_and('/huy') },
                forbidden: { as: 'full', path: '/lich-quay', status: 403 },
                stale: 'an appointment that moved on is answered by the page of errors',
                long: { as: 'counter', path: '/lich-quay?{full.appointment.query}' },
        },
        '/lich-quay/gio': {
                full: { as: 'leader', path: '/lich-quay/gio' },
                empty: never_empty,
                error: { as: 'leader', path: '/lich-quay/gio', status: 422, do: send('/lich-quay/gio', { cho: '' }) },
                forbidden: { as: 'counter', path: '/lich-quay/gio', status: 403 },
                stale: 'plans are added, none is changed',
                long: no_names,
        },
        '/tra-cuu': {
                full: { path: '/tra-cuu?ma={full.dossier}',
                        do: (v, world) => send('/tra-cuu', { so: world.full.digits })(v) },
                empty: { path: '/tra-cuu', do: send('/tra-cuu'), status: 422 },
                error: { path: '/tra-cuu?ma=H56.14-220722-0007', status: 422,
                        do: send('/tra-cuu', { so: '0000' }) },
                forbidden: { path: '/tra-cuu?ma={full.waiting}', status: 422,
                        do: send('/tra-cuu', { so: '0000' }) },
                stale: unchanging,
                long: { path: '/tra-cuu?ma={long.dossier}',
                        do: (v, world) => send('/tra-cuu', { so: world.long.digits })(v) },
        },
        '/xac-minh': {
                full: { path: '/xac-minh' },
                empty: never_empty,
                error: { path: '/xac-minh?ma=khongcomanay', status: 404 },
                forbidden: everybody, stale: unchanging, long: no_names,
        },
        '/xac-minh/:code': {
                full: { path: '/xac-minh/{paper}' },
                empty: never_empty,
                error: { path: '/xac-minh/khongcomanay', status: 404 },
                forbidden: everybody, stale: unchanging, long: no_names,
        },
        '/huong-dan': {
                full: { path: '/huong-dan' },
                empty: never_empty, error: no_input, forbidden: everybody, stale: unchanging,
                long: no_names,
        },
        '/lien-he': {
                full: { path: '/lien-he' },
                empty: never_empty, error: no_input, forbidden: everybody, stale: unchanging,
                long: no_names,
        },
        '/tiep-can': {
                full: { path: '/tiep-can' },
                empty: never_empty, error: no_input, forbidden: everybody, stale: unchanging,
                long: no_names,
        },
        '/thong-ke': {
                full: { path: '/thong-ke' },
                empty: { path: '/thong-ke?ky=2001' },
                error: { path: '/thong-ke?ky=2022-13', status: 404 },
                forbidden: everybody, stale: unchanging,
                long: { path: '/thong-ke?noi=H56.41' },
        },
        '/thong-ke/thu-tuc': {
                full: { path: '/thong-ke/thu-tuc' },
                empty: { path: '/thong-ke/thu-tuc?ky=2001' },
                error: { path: '/thong-ke/thu-tuc?noi=H99', status: 404 },
                forbidden: everybody, stale: unchanging,
                long: { path: '/thong-ke/thu-tuc?noi=H56.41' },
        },
        '/thong-ke/chi-so': {
                full: { path: '/thong-ke/chi-so' },
                empty: { path: '/thong-ke/chi-so?ky=2001' },
                error: { path: '/thong-ke/chi-so?noi=H99', status: 404 },
                forbidden: everybody, stale: unchanging,
                long: { path: '/thong-ke/chi-so?noi=H56.41' },
        },
        '/thong-ke/ho-so': {
                full: { as: 'leader', path: '/thong-ke/ho-so' },
                empty: { as: 'leader', path: '/thong-ke/ho-so?ky=2001' },
                error: { as: 'leader', path: '/thong-ke/ho-so?noi=H99', status: 404 },
                forbidden: { as: 'full', path: '/thong-ke/ho-so', status: 403 },
                stale: unchanging,
                long: { as: 'leader', path: '/thong-ke/ho-so?loc=nhan' },
        },
        '/thong-ke/qua-han': {
                full: { as: 'leader', path: '/thong-ke/qua-han' },
                empty: { as: 'leader', path: '/thong-ke/qua-han?ky=2001' },
                error: { as: 'leader', path: '/thong-ke/qua-han?noi=H99', status: 404 },
                forbidden: { as: 'full', path: '/thong-ke/qua-han', status: 403 },
                stale: unchanging,
                long: { as: 'admin', path: '/thong-ke/qua-han?ky=2022' },
        },
        '/thong-ke/bao-cao': {
                full: { as: 'leader', path: '/thong-ke/bao-cao' },
                empty: { as: 'leader', path: '/thong-ke/bao-cao?ky=2001&mau=07a' },
                error: { as: 'leader', path: '/thong-ke/bao-cao?ky=2022-q9', status: 404 },
                forbidden: { as: 'full', path: '/thong-ke/bao-cao', status: 403 },
                stale: unchanging,
                long: { as: 'leader', path: '/thong-ke/bao-cao?mau=07a' },
        },
        '/dang-nhap': {
                full: { path: '/dang-nhap?tiep=/ho-so' },
                empty: { path: '/dang-nhap', do: send('/dang-nhap'), status: 422 },
                error: { path: '/dang-nhap', status: 422,
                        do: send('/dang-nhap', { name: 'khong-co', password: 'sai mat khau' }) },
                forbidden: everybody, stale: unchanging,
                long: { path: '/dang-nhap', status: 422,
                        do: send('/dang-nhap', { name: 'W'.repeat(100), password: 'x' }) },
        },
        '/dang-ky': {
                full: { path: '/dang-ky' },
                empty: { path: '/dang-ky', do: send('/dang-ky'), status: 422 },
                error: { path: '/dang-ky', status: 422, do: send('/dang-ky', { name: 'Lê Thị Na',
                        identity: '12', 'birth_day-day': '31', 'birth_day-month': '2',
                        'birth_day-year': '1990', phone: '1', email: 'x', password: '1' }) },
                forbidden: everybody, stale: unchanging,
                long: { path: '/dang-ky', status: 422,
                        do: send('/dang-ky', { name: 'W'.repeat(100), identity: '9'.repeat(60) }) },
        },
        '/tai-khoan': {
                full: { as: 'full', path: '/tai-khoan' },
                empty: { as: 'fresh', path: '/tai-khoan' },
                error: no_input,
                forbidden: { path: '/tai-khoan', status: [200, 401] },
                stale: unchanging,
                long: { as: 'long', path: '/tai-khoan' },
        },
        '/tai-khoan/ai-da-xem': {
                full: { as: 'full', path: '/tai-khoan/ai-da-xem' },
                empty: { as: 'fresh', path: '/tai-khoan/ai-da-xem' },
                error: no_input,
                forbidden: { path: '/tai-khoan/ai-da-xem', status: [200, 401] },
                stale: unchanging,
                long: { as: 'long', path: '/tai-khoan/ai-da-xem' },
        },
        '/du-lieu-cua-toi': {
                full: { as: 'full', path: '/du-lieu-cua-toi' },
                empty: { as: 'fresh', path: '/du-lieu-cua-toi' },
                error: { as: 'full', path: '/du-lieu-cua-toi', status: 422,
                        do: send('/du-lieu-cua-toi/sua') },
                forbidden: { path: '/du-lieu-cua-toi', status: [200, 401] },
                stale: unchanging,
                long: { as: 'long', path: '/du-lieu-cua-toi', status: 422,
                        do: send('/du-lieu-cua-toi/sua', { moi: 'W'.repeat(300), ly_do: 'W'.repeat(900) }) },
        },
        '/sua-du-lieu': {
                full: { as: 'counter', path: '/sua-du-lieu' },
                empty: { as: 'counter', path: '/sua-du-lieu' },
                error: no_input,
                forbidden: { as: 'full', path: '/sua-du-lieu', status: 403 },
                stale: unchanging,
                long: no_names,
        },
        '/quan-tri/cau-hoi-lap': {
                full: { as: 'designer', path: '/quan-tri/cau-hoi-lap' },
                empty: 'the program has forms',
                error: no_input,
                forbidden: { as: 'full', path: '/quan-tri/cau-hoi-lap', status: 403 },
                stale: unchanging,
                long: no_names,
        },
        '/kho-giay-to': {
                full: { as: 'full', path: '/kho-giay-to' },
                empty: { as: 'fresh', path: '/kho-giay-to' },
                error: no_input,
                forbidden: { path: '/kho-giay-to', status: [200, 401] },
                stale: unchanging,
                long: { as: 'long', path: '/kho-giay-to' },
        },
        '/tai-khoan/mat-khau': {
                full: { as: 'fresh', path: '/tai-khoan/mat-khau' },
                empty: { as: 'fresh', path: '/tai-khoan/mat-khau', status: 422,
                        do: send('/tai-khoan/mat-khau') },
                error: { as: 'fresh', path: '/tai-khoan/mat-khau', status: 422,
                        do: send('/tai-khoan/mat-khau', { old: 'sai', password: '1' }) },
                forbidden: { path: '/tai-khoan/mat-khau', status: [200, 401] },
                stale: unchanging, long: no_names,
        },
        '/tai-khoan/lien-he': {
                full: { as: 'full', path: '/tai-khoan/lien-he' },
                empty: { as: 'fresh', path: '/tai-khoan/lien-he', status: 422,
                        do: send('/tai-khoan/lien-he') },
                error: { as: 'full', path: '/tai-khoan/lien-he', status: 422,
                        do: send('/tai-khoan/lien-he', { email: 'x', phone: '1', password: 'sai' }) },
                forbidden: { path: '/tai-khoan/lien-he', status: [200, 401] },
                stale: unchanging,
                long: { as: 'fresh', path: '/tai-khoan/lien-he', status: 422,
                        do: send('/tai-khoan/lien-he', { email: 'W'.repeat(90) + '@x' }) },
        },
        '/tai-khoan/bao-mat': {
                full: { as: 'full', path: '/tai-khoan/bao-mat' },
                empty: { as: 'fresh', path: '/tai-khoan/bao-mat' },
                error: no_input,
                forbidden: { path: '/tai-khoan/bao-mat', status: [200, 401] },
                stale: unchanging, long: no_names,
        },
        '/tai-khoan/bao-mat/ma': {
                full: 'its secret is shown once set up: src/app/test/test_signin.c',
                empty: { as: 'fresh', path: '/tai-khoan/bao-mat/ma' },
                error: { as: 'fresh', path: '/tai-khoan/bao-mat/ma', status: 422,
                        do: send('/bao-mat/ma/bat', { password: 'sai' }) },
                forbidden: { path: '/tai-khoan/bao-mat/ma', status: [200, 401] },
                stale: unchanging, long: no_names,
        },
        '/tai-khoan/bao-mat/khoa': {
                full: { as: 'full', path: '/tai-khoan/bao-mat/khoa' },
                empty: 'a passkey has a name',
                error: 'test/browser/passkeys.mjs, with an authenticator',
                forbidden: { path: '/tai-khoan/bao-mat/khoa', status: [200, 401] },
                stale: unchanging, long: no_names,
        },
        '/tai-khoan/bao-mat/khoa/bo': {
                full: 'a passkey: test/browser/passkeys.mjs, with an authenticator',
                empty: 'it is about one passkey',
                error: 'test/browser/passkeys.mjs, with an authenticator',
                forbidden: { path: '/tai-khoan/bao-mat/khoa/bo?khoa=x', status: [200, 401] },
                stale: unchanging, long: no_names,
        },
        '/tai-khoan/xac-nhan': {
                full: 'an account with codes or a provider: src/app/test/test_signin.c',
                empty: { as: 'fresh', path: '/tai-khoan/xac-nhan?tiep=/tai-khoan/lien-he' },
                error: 'a wrong code, of an account that has codes: src/app/test/test_signin.c',
                forbidden: { path: '/tai-khoan/xac-nhan', status: [200, 401] },
                stale: unchanging, long: no_names,
        },
        '/khoi-phuc-tai-khoan': {
                full: { as: 'counter', path: '/khoi-phuc-tai-khoan' },
                empty: { as: 'counter', path: '/khoi-phuc-tai-khoan', status: 422,
                        do: send('/khoi-phuc-tai-khoan') },
                error: { as: 'counter', path: '/khoi-phuc-tai-khoan', status: 422,
                        do: send('/khoi-phuc-tai-khoan', { identity: '1' }) },
                forbidden: { as: 'full', path: '/khoi-phuc-tai-khoan', status: 403 },
                stale: unchanging, long: no_names,
        },
        '/dang-nhap/khoi-phuc': {
                full: { path: '/dang-nhap/khoi-phuc' },
                empty: { path: '/dang-nhap/khoi-phuc', status: 422, do: send('/dang-nhap/khoi-phuc') },
                error: { path: '/dang-nhap/khoi-phuc', status: 422,
                        do: send('/dang-nhap/khoi-phuc', { identity: '038094000217', code: 'X',
                                password: 'Sông Mã 96 dài' }) },
                forbidden: everybody, stale: unchanging, long: no_names,
        },
        '/dang-nhap/ma': {
                full: 'needs the first step: src/app/test/test_signin.c',
                empty: { path: '/dang-nhap/ma' },
                error: 'needs the first step: src/app/test/test_signin.c',
                forbidden: { path: '/dang-nhap/ma' },
                stale: unchanging, long: no_names,
        },
        '/thong-bao': {
                full: { as: 'full', path: '/thong-bao' },
                empty: { as: 'fresh', path: '/thong-bao' },
                error: no_input,
                forbidden: { path: '/thong-bao', status: [200, 401] },
                stale: unchanging,
                long: { as: 'long', path: '/thong-bao' },
        },
        '/thong-bao/cach-nhan': {
                full: { as: 'full', path: '/thong-bao/cach-nhan?bao=luu' },
                empty: { as: 'fresh', path: '/thong-bao/cach-nhan' },
                error: 'boxes can be ticked or not; nothing can be wrong',
                forbidden: { path: '/thong-bao/cach-nhan', status: [200, 401] },
                stale: unchanging,
                long: { as: 'long', path: '/thong-bao/cach-nhan' },
        },
        '/thong-bao/xac-nhan': {
                full: { as: 'full', path: '/thong-bao/xac-nhan' },
                empty: { as: 'leader', path: '/thong-bao/xac-nhan' },
                error: 'nothing can be sent from this world, so no code is asked for; src/app/test/test_notice.c',
                forbidden: { path: '/thong-bao/xac-nhan', status: [200, 401] },
                stale: unchanging,
                long: { as: 'long', path: '/thong-bao/xac-nhan' },
        },
        '/quan-tri/thu-chet': {
                full: 'no message fails in this world: nothing is sent from it; src/app/test/test_notice.c',
                empty: { as: 'admin', path: '/quan-tri/thu-chet' },
                error: no_input,
                forbidden: { as: 'counter', path: '/quan-tri/thu-chet', status: 403 },
                stale: unchanging, long: no_names,
        },
        '/thu-tuc/:code/nop': {
                full: { as: 'full', path: '/thu-tuc/{procedure}/nop' },
                empty: { as: 'fresh', path: '/thu-tuc/{procedure}/nop' },
                error: { as: 'fresh', path: '/thu-tuc/9.999999/nop', status: 404 },
                forbidden: { path: '/thu-tuc/{procedure}/nop', status: [200, 401] },
                stale: unchanging,
                long: { as: 'fresh', path: '/thu-tuc/{long.procedure}/nop' },
        },
        '/nop/:draft/khai/:page': {
                full: { as: 'full', path: '/nop/{full.draft}/khai/ben-kia' },
                empty: { as: 'full', path: '/nop/{full.list_draft}/khai/nganh-nghe' },
                error: { as: 'full', path: '/nop/{full.new_draft}/khai/nguoi-nop', status: 422,
                        do: send('/khai/nguoi-nop', { 'f-nguoi_nop-ten': '', 'f-nguoi_nop-dinh_danh': '1',
                                'f-nguoi_nop-ngay_sinh-day': '40', 'f-nguoi_nop-dien_thoai': '1',
                                'f-nguoi_nop-thu': 'x' }) },
                forbidden: { as: 'fresh', path: '/nop/{full.draft}/khai/nguoi-nop', status: 404 },
                stale: { as: 'full', path: '/nop/{full.sent_draft}/khai/nguoi-nop' },
                long: { as: 'long', path: '/nop/{long.draft}/khai/nguoi-nop' },
        },
        '/nop/:draft/giay-to': {
                full: { as: 'full', path: '/nop/{full.draft}/giay-to' },
                empty: { as: 'full', path: '/nop/{full.new_draft}/giay-to' },
                error: { as: 'full', path: '/nop/{full.draft}/giay-to', status: 422,
                        do: send('/giay-to') },
                forbidden: { as: 'fresh', path: '/nop/{full.draft}/giay-to', status: 404 },
                stale: { as: 'full', path: '/nop/{full.sent_draft}/giay-to' },
                long: { as: 'long', path: '/nop/{long.draft}/giay-to' },
        },
        '/nop/:draft/chup': {
                full: { as: 'full', path: '/nop/{full.draft}/giay-to', do: own_camera },
                empty: { as: 'full', path: '/nop/{full.new_draft}/giay-to',
                        do: async (visitor) => {
                                await own_camera(visitor);
                                await send('/chup')(visitor);
                                await visitor.go(visitor.path().replace('giay-to', 'chup'));
                        } },
                error: { as: 'full', path: '/nop/{full.list_draft}/chup', status: 404 },
                forbidden: { as: 'fresh', path: '/nop/{full.draft}/chup', status: 404 },
                stale: { as: 'full', path: '/nop/{full.sent_draft}/chup' },
                long: { as: 'long', path: '/nop/{long.draft}/giay-to', do: own_camera },
        },
        '/nop/:draft/tep/:file': {
                full: { as: 'full', path: '/nop/{full.draft}/giay-to', do: pages_of },
                empty: 'a file has a page, or says why not',
                error: { as: 'full', path: '/nop/{full.draft}/tep/KHONGCOTEP', status: 404 },
                forbidden: { as: 'fresh', path: '/nop/{full.draft}/tep/KHONGCOTEP', status: 404 },
                stale: unchanging,
                long: { as: 'long', path: '/nop/{long.draft}/giay-to', do: pages_of },
        },
        '/nop/:draft/kiem-tra': {
                full: { as: 'full', path: '/nop/{full.draft}/kiem-tra' },
                empty: { as: 'full', path: '/nop/{full.new_draft}/kiem-tra' },
                error: { as: 'full', path: '/nop/{full.draft}/kiem-tra', status: 422,
                        do: send('/gui') },
                forbidden: { as: 'fresh', path: '/nop/{full.draft}/kiem-tra', status: 404 },
                stale: { as: 'full', path: '/nop/{full.sent_draft}/kiem-tra' },
                long: { as: 'long', path: '/nop/{long.draft}/kiem-tra' },
        },
        '/ho-so': {
                full: { as: 'full', path: '/ho-so' },
                empty: { as: 'fresh', path: '/ho-so' },
                error: { as: 'full', path: '/ho-so?sau=x', status: [200, 400, 422] },
                forbidden: { path: '/ho-so', status: [200, 401] },
                stale: unchanging,
                long: { as: 'long', path: '/ho-so' },
        },
        '/ho-so/:code': {
                full: { as: 'full', path: '/ho-so/{full.waiting}' },
                empty: { as: 'full', path: '/ho-so/{full.dossier}' },
                error: { as: 'full', path: '/ho-so/{full.waiting}', status: 422,
                        do: send('/bo-sung') },
                forbidden: { as: 'fresh', path: '/ho-so/{full.dossier}', status: 404 },
                stale: { as: 'full', path: '/ho-so/{full.moves}', status: 409,
                        do: async (visitor, world, lang) => {
                                await world.accept_once(`own ${lang}`, visitor);
                                await send('/rut')(visitor);
                        } },
                long: { as: 'long', path: '/ho-so/{long.dossier}' },
        },
        '/ho-so/:code/xac-nhan': {
                full: { as: 'full', path: '/ho-so/{full.dossier}/xac-nhan' },
                empty: never_empty,
                error: { as: 'full', path: '/ho-so/H56-220101-0000/xac-nhan', status: 404 },
                forbidden: { as: 'fresh', path: '/ho-so/{full.dossier}/xac-nhan', status: 404 },
                stale: unchanging,
                long: { as: 'long', path: '/ho-so/{long.dossier}/xac-nhan' },
        },
        '/tiep-nhan': {
                full: { as: 'counter', path: '/tiep-nhan' },
                empty: { as: 'ward', path: '/tiep-nhan' },
                error: { as: 'counter', path: '/tiep-nhan', status: 422,
                        do: send('/tiep-nhan', { the: '038196000001', tim: 'khai sinh' }) },
                forbidden: { as: 'fresh', path: '/tiep-nhan', status: 403 },
                stale: unchanging,
                long: { as: 'counter', path: '/tiep-nhan', status: 422,
                        do: send('/tiep-nhan', { the: '12', tim: 'giấy phép' }) },
        },
        '/tiep-nhan/:draft': {
                full: { as: 'counter', path: '/tiep-nhan/{full.intake}' },
                empty: { as: 'counter', path: '/tiep-nhan/{fresh.intake}' },
                error: { as: 'counter', path: '/tiep-nhan/{full.intake}', status: 422,
                        do: async (visitor) => {
                                await visitor.page.locator('button.btn-start').click();
                                await visitor.page.waitForLoadState('load');
                        } },
                forbidden: { as: 'fresh', path: '/tiep-nhan/{full.intake}', status: 403 },
                stale: 'who saves second is told by the dispatcher',
                long: { as: 'counter', path: '/tiep-nhan/{long.intake}' },
        },
        '/tiep-nhan/:draft/chup': {
                full: { as: 'counter', path: '/tiep-nhan/{full.intake}', do: camera },
                empty: { as: 'counter', path: '/tiep-nhan/{full.intake}',
                        do: async (visitor) => {
                                await camera(visitor);
                                await send('/chup')(visitor);
                                await visitor.go(`${visitor.path()}/chup`);
                        } },
                error: { as: 'counter', path: '/tiep-nhan/Q-00000000/chup', status: 404 },
                forbidden: { as: 'fresh', path: '/tiep-nhan/{full.intake}/chup', status: 403 },
                stale: 'two at once see the same link',
                long: { as: 'counter', path: '/tiep-nhan/{long.intake}', do: camera },
        },
        '/tiep-nhan/:draft/tep/:file': {
                full: { as: 'counter', path: '/tiep-nhan/{full.intake}', do: scan },
                empty: { as: 'counter', path: '/tiep-nhan/{full.intake}',
                        do: async (visitor) => {
                                await scan(visitor);
                                await visitor.page.locator('.leaf a').first().click();
                                await visitor.page.locator('figure.viewer img').waitFor();
                        } },
                error: { as: 'counter', path: '/tiep-nhan/{full.intake}/tep/KHONGCOTEP', status: 404 },
                forbidden: { as: 'fresh', path: '/tiep-nhan/{full.intake}/tep/KHONGCOTEP', status: 403 },
                stale: unchanging,
                long: { as: 'counter', path: '/tiep-nhan/{long.intake}', do: scan },
        },
        '/viec/:code/tep/:file': {
                full: { as: 'counter', path: '/viec/{full.dossier}', do: pages_of },
                empty: 'a file has a page, or says why not',
                error: { as: 'counter', path: '/viec/{full.dossier}/tep/KHONGCOTEP', status: 404 },
                forbidden: { as: 'fresh', path: '/viec/{full.dossier}/tep/KHONGCOTEP', status: 403 },
                stale: unchanging,
                long: { as: 'counter', path: '/viec/{long.dossier}', do: pages_of },
        },
        '/chup/:token': {
                full: { as: 'counter', path: '/tiep-nhan/{full.intake}',
                        do: async (visitor) => {
                                await telephone(visitor);
                                await visitor.page.setInputFiles('[name="files"]',
                                        { name: 'giay.pdf', mimeType: 'application/pdf', buffer: small_pdf() });
                                await visitor.page.locator('ul.files').waitFor();
                        } },
                empty: { as: 'counter', path: '/tiep-nhan/{full.intake}', do: telephone },
                error: { as: 'counter', path: '/tiep-nhan/{full.intake}', status: 422,
                        do: async (visitor) => {
                                await telephone(visitor);
                                await send(visitor.path())(visitor);
                        } },
                forbidden: { path: '/chup/AAAAAAAAAAAAAAAAAAAAAA', status: 404 },
                stale: { as: 'counter', path: '/tiep-nhan/{full.intake}', status: 410,
                        do: async (visitor) => {
                                await camera(visitor);
                                const link = await link_of(visitor);
                                await send('/chup')(visitor);
                                await visitor.go(link);
                        } },
                long: { as: 'counter', path: '/tiep-nhan/{long.intake}', do: telephone },
        },
        '/viec': {
                full: { as: 'counter', path: '/viec?buoc=check' },
                empty: { as: 'counter', path: '/viec?buoc=approve' },
                error: { as: 'counter', path: '/viec?sau=x', status: [400, 422] },
                forbidden: { as: 'fresh', path: '/viec', status: 403 },
                stale: unchanging,
                long: { as: 'counter', path: '/viec?buoc=check' },
        },
        '/viec/so-theo-doi': {
                full: { as: 'counter', path: '/viec/so-theo-doi?don-vi=H56.11' },
                empty: { as: 'counter', path: '/viec/so-theo-doi?tu=01/01/2010&den=02/01/2010' },
                error: { as: 'counter', path: '/viec/so-theo-doi?tu=x', status: [400, 422] },
                forbidden: { as: 'fresh', path: '/viec/so-theo-doi', status: 403 },
                stale: unchanging, long: no_names,
        },
        '/viec/:code': {
                full: { as: 'counter', path: '/viec/{full.dossier}' },
                empty: { as: 'leader', path: '/viec/{full.dossier}' },
                error: { as: 'counter', path: '/viec/{full.dossier}?lam=refuse', status: 422,
                        do: send('/refuse') },
                forbidden: { as: 'fresh', path: '/viec/{full.dossier}', status: 403 },
                stale: { as: 'counter', path: '/viec/{full.moves}?lam=accept', status: 409,
                        do: async (visitor, world, lang) => {
                                await world.accept_once(`counter ${lang}`, visitor);
                                await send('/accept')(visitor);
                        } },
                long: { as: 'counter', path: '/viec/{long.dossier}' },
        },
        '/viec/tim': {
                full: { as: 'counter', path: '/viec/tim?q=nguyen' },
                empty: { as: 'counter', path: '/viec/tim?q=zzzzqqqq' },
                error: { as: 'counter', path: '/viec/tim?q=038094000217%7C%7CSai' },
                forbidden: { as: 'fresh', path: '/viec/tim', status: 403 },
                stale: unchanging,
                long: { as: 'counter', path: '/viec/tim?q={long.dossier}' },
        },
        '/duyet': {
                full: { as: 'leader', path: '/duyet' },
                empty: { as: 'leader', path: '/duyet?sau=99999999999999_1' },
                error: { as: 'leader', path: '/duyet?sau=x', status: [400, 422] },
                forbidden: { as: 'counter', path: '/duyet', status: 403 },
                stale: 'what was signed meanwhile has its outcome, at /viec/hang-loat',
                long: { as: 'leader', path: '/duyet' },
        },
        '/duyet/:code': {
                full: { as: 'leader', path: '/duyet/{full.signing}' },
                empty: { as: 'leader', path: '/duyet/{full.waiting}' },
                error: { as: 'leader', path: '/duyet/{full.signing}', status: 422,
                        do: press('send_back') },
                forbidden: { as: 'counter', path: '/duyet/{full.signing}', status: 403 },
                stale: 'as of every move, shown at /viec/:code',
                long: { as: 'leader', path: '/duyet/{long.signing}' },
        },
        '/viec/:code/thu-tien': {
                full: { as: 'counter', path: '/viec/{full.dossier}/thu-tien' },
                empty: { as: 'counter', path: '/viec/{full.waiting}/thu-tien' },
                error: { as: 'counter', path: '/viec/{full.dossier}/thu-tien', status: 422,
                        do: send('/thu-tien', { so_tien: 'x' }) },
                forbidden: { as: 'fresh', path: '/viec/{full.dossier}/thu-tien', status: 403 },
                stale: unchanging,
                long: { as: 'counter', path: '/viec/{long.dossier}/thu-tien' },
        },
        '/viec/:code/tra-ket-qua': {
                full: { as: 'counter', path: '/viec/{full.finished}/tra-ket-qua' },
                empty: { as: 'counter', path: '/viec/{full.waiting}/tra-ket-qua' },
                error: { as: 'counter', path: '/viec/{full.finished}/tra-ket-qua', status: 422,
                        do: send('/tra-ket-qua', { nguoi_nhan: '' }) },
                forbidden: { as: 'fresh', path: '/viec/{full.dossier}/tra-ket-qua', status: 403 },
                stale: 'as of every move, shown at /viec/:code',
                long: { as: 'counter', path: '/viec/{long.dossier}/tra-ket-qua' },
        },
        '/ban-giao': {
                full: { as: 'counter', path: '/ban-giao' },
                empty: { as: 'ward', path: '/ban-giao' },
                error: no_input,
                forbidden: { as: 'fresh', path: '/ban-giao', status: 403 },
                stale: unchanging,
                long: { as: 'counter', path: '/ban-giao' },
        },
        '/thu-tien': {
                full: { as: 'counter', path: '/thu-tien' },
                empty: { as: 'ward', path: '/thu-tien' },
                error: { as: 'counter', path: '/thu-tien', status: 422,
                        do: send('/thu-tien', { dem_duoc: '1' }) },
                forbidden: { as: 'fresh', path: '/thu-tien', status: 403 },
                stale: unchanging,
                long: { as: 'counter', path: '/thu-tien' },
        },
        '/chung-thuc': {
                full: { as: 'counter', path: '/chung-thuc' },
                empty: { as: 'ward', path: '/chung-thuc' },
                error: { as: 'ward', path: '/chung-thuc', status: 422, do: send('/chung-thuc') },
                forbidden: { as: 'fresh', path: '/chung-thuc', status: 403 },
                stale: unchanging,
                long: { as: 'counter', path: '/chung-thuc' },
        },
        '/quan-tri': {
                full: { as: 'admin', path: '/quan-tri' },
                empty: never_empty, error: no_input,
                forbidden: { as: 'fresh', path: '/quan-tri', status: 403 },
                stale: unchanging,
                long: { as: 'admin', path: '/quan-tri' },
        },
        '/quan-tri/tai-khoan': {
                full: { as: 'admin', path: '/quan-tri/tai-khoan' },
                empty: { as: 'admin', path: '/quan-tri/tai-khoan?q=zzzz' },
                error: no_input,
                forbidden: { as: 'counter', path: '/quan-tri/tai-khoan', status: 403 },
                stale: unchanging,
                long: { as: 'admin', path: '/quan-tri/tai-khoan?q=cong+tang' },
        },
        '/quan-tri/tai-khoan-moi': {
                full: { as: 'admin', path: '/quan-tri/tai-khoan-moi', do: (v, world, lang) =>
                        send('/tai-khoan-moi', { name: world.long.name, login: `ten.dai.${lang}`,
                                title: 'Công chức', unit: 'Phường Đông Vệ' })(v) },
                empty: { as: 'admin', path: '/quan-tri/tai-khoan-moi', status: 422,
                        do: send('/tai-khoan-moi') },
                error: { as: 'admin', path: '/quan-tri/tai-khoan-moi', status: 422,
                        do: send('/tai-khoan-moi', { name: 'x', login: 'motcua', title: 'x',
                                unit: 'Phường' }) },
                forbidden: { as: 'leader', path: '/quan-tri/tai-khoan-moi', status: 403 },
                stale: unchanging,
                long: { as: 'admin', path: '/quan-tri/tai-khoan-moi', status: 422,
                        do: send('/tai-khoan-moi', { name: 'W'.repeat(101), unit: 'Xã' }) },
        },
        '/quan-tri/tai-khoan/:account': {
                full: { as: 'admin', path: '/quan-tri/tai-khoan/dongve.motcua' },
                empty: { as: 'admin', path: '/quan-tri/tai-khoan/dongve.chutich' },
                error: { as: 'admin', path: '/quan-tri/tai-khoan/dongve.motcua', status: 422,
                        do: open_and('/quyen', { unit: 'Không có' }) },
                forbidden: { as: 'counter', path: '/quan-tri/tai-khoan/dongve.motcua', status: 403 },
                stale: { as: 'admin', path: '/quan-tri/tai-khoan/dongve.tuphap', status: 409,
                        do: async (visitor, world, lang) => {
                                await world.as('admin', async (other) => {
                                        await other.go('/quan-tri/tai-khoan/dongve.tuphap');
                                        await open_and('/ten', { title: `Công chức ${lang}` })(other);
                                });
                                await open_and('/ten', { title: 'Người thứ hai' })(visitor);
                        } },
                long: { as: 'admin', path: '/quan-tri/tai-khoan/dongve.chutich', status: 422,
                        do: open_and('/ten', { name: 'W'.repeat(101), title: 'W'.repeat(101) }) },
        },
        '/quan-tri/de-nghi': {
                full: { as: 'admin', path: '/quan-tri/tai-khoan/chuyenvien', do: async (visitor, world, lang) => {
                        await visitor.page.locator('details:has(form[action$="/quyen"])').evaluate(
                                (e) => { e.open = true; });
                        const form = visitor.page.locator('form[action$="/quyen"]');
                        await form.locator('input[value="auditor"]').check();
                        await form.locator('[name="unit"]').fill('H56');
                        await form.locator('[name="reason"]').fill('Quyết định số 15');
                        await form.locator('button[type="submit"]').click();
                        await visitor.go(`${lang === 'en' ? '/en' : ''}/quan-tri/de-nghi`);
                } },
                empty: 'a request of the full state waits; golden pages show the component empty',
                error: no_input,
                forbidden: { as: 'leader', path: '/quan-tri/de-nghi', status: 403 },
                stale: 'the tests of app admin confirm a request twice',
                long: no_names,
        },
        '/quan-tri/uy-quyen': {
                full: { as: 'admin', path: '/quan-tri/uy-quyen' },
                empty: { as: 'admin', path: '/quan-tri/uy-quyen?sau=9000000000000000000' },
                error: no_input,
                forbidden: { as: 'counter', path: '/quan-tri/uy-quyen', status: 403 },
                stale: unchanging, long: no_names,
        },
        '/uy-quyen': {
                full: { as: 'leader', path: '/uy-quyen', do: open_and('/uy-quyen/vang',
                        { substitute: 'motcua', 'away_to-day': '31', 'away_to-month': '12',
                                'away_to-year': '2199', away_reason: 'Đi học' }) },
                empty: { as: 'counter', path: '/uy-quyen' },
                error: { as: 'counter', path: '/uy-quyen', status: 422,
                        do: open_and('/uy-quyen', { colleague: 'không có ai' }) },
                forbidden: { as: 'admin', path: '/uy-quyen', status: 403 },
                stale: unchanging,
                long: { as: 'counter', path: '/uy-quyen', status: 422,
                        do: open_and('/uy-quyen', { reason: 'W'.repeat(301) }) },
        },
        '/quan-tri/don-vi': {
                full: { as: 'admin', path: '/quan-tri/don-vi' },
                empty: { as: 'admin', path: '/quan-tri/don-vi?q=zzzz' },
                error: { as: 'admin', path: '/quan-tri/don-vi?ngay=32/13/2022', status: [400, 422] },
                forbidden: { as: 'leader', path: '/quan-tri/don-vi', status: 403 },
                stale: unchanging,
                long: { as: 'admin', path: '/quan-tri/don-vi?q=uy+ban+nhan+dan' },
        },
        '/quan-tri/don-vi/:unit': {
                full: { as: 'admin', path: '/quan-tri/don-vi/H56.41' },
                empty: { as: 'admin', path: '/quan-tri/don-vi/H56' },
                error: { as: 'admin', path: '/quan-tri/don-vi/H56.41', status: 422,
                        do: send('/H56.41', { phone: '1' }) },
                forbidden: { as: 'leader', path: '/quan-tri/don-vi/H56', status: 403 },
                stale: { as: 'admin', path: '/quan-tri/don-vi/H56.42', status: 409,
                        do: async (visitor, world, lang) => {
                                await world.as('admin', async (other) => {
                                        await other.go('/quan-tri/don-vi/H56.42');
                                        await send('/H56.42', { address: `Số 1, ${lang}` })(other);
                                });
                                await send('/H56.42', { address: 'Số 2' })(visitor);
                        } },
                long: { as: 'admin', path: '/quan-tri/don-vi/H56.41', status: 422,
                        do: send('/H56.41', { address: 'W'.repeat(301) }) },
        },
        '/quan-tri/cai-dat': {
                full: { as: 'admin', path: '/quan-tri/cai-dat' },
                empty: never_empty, error: no_input,
                forbidden: { as: 'leader', path: '/quan-tri/cai-dat', status: 403 },
                stale: unchanging, long: no_names,
        },
        '/quan-tri/cai-dat/:setting': {
                full: { as: 'admin', path: '/quan-tri/cai-dat/login.tries' },
                empty: { as: 'admin', path: '/quan-tri/cai-dat/province.name', status: 422,
                        do: send('/province.name', { value: '' }) },
                error: { as: 'admin', path: '/quan-tri/cai-dat/login.tries', status: 422,
                        do: send('/login.tries', { value: 'ba' }) },
                forbidden: { as: 'leader', path: '/quan-tri/cai-dat/login.tries', status: 403 },
                stale: { as: 'admin', path: '/quan-tri/cai-dat/draft.days', status: 409,
                        do: async (visitor, world, lang) => {
                                await world.as('admin', async (other) => {
                                        await other.go('/quan-tri/cai-dat/draft.days');
                                        await send('/draft.days', { value: '31' })(other);
                                });
                                await send('/draft.days', { value: '32' })(visitor);
                        } },
                long: { as: 'admin', path: '/quan-tri/cai-dat/province.name', status: 422,
                        do: send('/province.name', { value: 'W'.repeat(400) }) },
        },
        '/quan-tri/loi-van': {
                full: { as: 'admin', path: '/quan-tri/loi-van?q=ho+so' },
                empty: { as: 'admin', path: '/quan-tri/loi-van?q=zzzz' },
                error: no_input,
                forbidden: { as: 'counter', path: '/quan-tri/loi-van', status: 403 },
                stale: unchanging, long: no_names,
        },
        '/quan-tri/loi-van/:text': {
                full: { as: 'admin', path: '/quan-tri/loi-van/WORK_QUEUE', do: async (visitor) => {
                        const form = visitor.page.locator('form[action$="/vi"]');
                        await form.locator('textarea').fill('Việc cần làm');
                        await form.locator('[name="xem"]').click();
                        await visitor.page.waitForLoadState('load');
                } },
                empty: { as: 'admin', path: '/quan-tri/loi-van/WORK_QUEUE', status: 422,
                        do: send('/vi', { vi: '' }) },
                error: { as: 'admin', path: '/quan-tri/loi-van/DUE_LATE', status: 422,
                        do: send('/vi', { vi: 'không có số' }) },
                forbidden: { as: 'counter', path: '/quan-tri/loi-van/WORK_QUEUE', status: 403 },
                stale: 'the same as of a setting, shown there',
                long: { as: 'admin', path: '/quan-tri/loi-van/WORK_QUEUE', status: 422,
                        do: send('/vi', { vi: 'W'.repeat(2001) }) },
        },
        '/quan-tri/tu-tim': {
                full: { as: 'admin', path: '/quan-tri/tu-tim?thu=so+do' },
                empty: { as: 'admin', path: '/quan-tri/tu-tim?q=zzzz&thu=zzzz' },
                error: no_input,
                forbidden: { as: 'counter', path: '/quan-tri/tu-tim', status: 403 },
                stale: unchanging,
                long: { as: 'admin', path: `/quan-tri/tu-tim?q=WWWW&thu=${'W'.repeat(180)}` },
        },
        '/quan-tri/tu-tim/sua': {
                full: { as: 'admin', path: '/quan-tri/tu-tim/sua?cum=%C4%91kkh' },
                empty: { as: 'admin', path: '/quan-tri/tu-tim/sua' },
                error: { as: 'admin', path: '/quan-tri/tu-tim/sua', status: 422,
                        do: send('/sua', { cum: 'lấy chồng', nghia: '' }) },
                forbidden: { as: 'counter', path: '/quan-tri/tu-tim/sua', status: 403 },
                stale: { as: 'admin', path: '/quan-tri/tu-tim/sua?cum=xin+t%E1%BB%9D+khai', status: 409,
                        do: async (visitor, world) => {
                                await world.as('admin', async (other) => {
                                        await other.go('/quan-tri/tu-tim/sua?cum=xin+t%E1%BB%9D+khai');
                                        await send('/sua', { nghia: 'mẫu đơn' })(other);
                                });
                                await send('/sua', { nghia: 'tờ khai' })(visitor);
                        } },
                long: { as: 'admin', path: '/quan-tri/tu-tim/sua',
                        do: send('/sua', { cum: 'W'.repeat(60), nghia: 'W'.repeat(400) }) },
        },
        '/quan-tri/thu-tuc': {
                full: { as: 'admin', path: '/quan-tri/thu-tuc' },
                empty: { as: 'admin', path: '/quan-tri/thu-tuc?q=zzzz' },
                error: { as: 'admin', path: '/quan-tri/thu-tuc?cap=khac', status: [400, 422] },
                forbidden: { as: 'leader', path: '/quan-tri/thu-tuc', status: 403 },
                stale: unchanging,
                long: { as: 'admin', path: '/quan-tri/thu-tuc?q=1.999901' },
        },
        '/quan-tri/thu-tuc-moi': {
                full: { as: 'admin', path: '/quan-tri/thu-tuc-moi' },
                empty: { as: 'admin', path: '/quan-tri/thu-tuc-moi', status: 422,
                        do: send('/thu-tuc-moi') },
                error: { as: 'admin', path: '/quan-tri/thu-tuc-moi', status: 422,
                        do: send('/thu-tuc-moi', { national_code: '1.000894', name: 'Đã có', reason: 'thử' }) },
                forbidden: { as: 'leader', path: '/quan-tri/thu-tuc-moi', status: 403 },
                stale: unchanging,
                long: { as: 'admin', path: '/quan-tri/thu-tuc-moi', status: 422,
                        do: send('/thu-tuc-moi', { name: 'W'.repeat(601) }) },
        },
        '/quan-tri/thu-tuc/:code': {
                full: { as: 'admin', path: '/quan-tri/thu-tuc/1.000894' },
                empty: 'a procedure has at least one version',
                error: { as: 'admin', path: '/quan-tri/thu-tuc/9.999999', status: 404 },
                forbidden: { as: 'leader', path: '/quan-tri/thu-tuc/1.000894', status: 403 },
                stale: unchanging,
                long: { as: 'admin', path: '/quan-tri/thu-tuc/1.999901' },
        },
        '/quan-tri/thu-tuc/:code/so-sanh': {
                full: { as: 'admin', path: '/quan-tri/thu-tuc/1.000894/so-sanh?cu=1&moi=2' },
                empty: { as: 'admin', path: '/quan-tri/thu-tuc/1.000894/so-sanh?cu=1&moi=1' },
                error: { as: 'admin', path: '/quan-tri/thu-tuc/1.000894/so-sanh?cu=1&moi=99', status: 404 },
                forbidden: { as: 'leader', path: '/quan-tri/thu-tuc/1.000894/so-sanh?cu=1&moi=1', status: 403 },
                stale: unchanging,
                long: { as: 'admin', path: '/quan-tri/thu-tuc/1.999901/so-sanh?cu=1&moi=1' },
        },
        '/quan-tri/thu-tuc/:code/:number': {
                full: { as: 'admin', path: '/quan-tri/thu-tuc/1.000894/1' },
                empty: { as: 'admin', path: '/quan-tri/thu-tuc/1.999901/1', status: 422,
                        do: send('/viec/submit') },
                error: { as: 'admin', path: '/quan-tri/thu-tuc/1.000894/99', status: 404 },
                forbidden: { as: 'leader', path: '/quan-tri/thu-tuc/1.000894/1', status: 403 },
                stale: 'the same as of its form, shown there',
                long: { as: 'admin', path: '/quan-tri/thu-tuc/1.999901/1' },
        },
        '/quan-tri/thu-tuc/:code/:number/sua': {
                full: { as: 'admin', path: '/quan-tri/thu-tuc/1.999902/1/sua' },
                empty: { as: 'admin', path: '/quan-tri/thu-tuc/1.999902/1/sua', status: 422,
                        do: send('/sua', { usual: '' }) },
                error: { as: 'admin', path: '/quan-tri/thu-tuc/1.999902/1/sua', status: 422,
                        do: send('/sua', { limit: 'ba' }) },
                forbidden: { as: 'leader', path: '/quan-tri/thu-tuc/1.999902/1/sua', status: 403 },
                stale: { as: 'admin', path: '/quan-tri/thu-tuc/1.999902/1/sua', status: 409,
                        do: async (visitor, world) => {
                                await world.as('admin', async (other) => {
                                        await other.go('/quan-tri/thu-tuc/1.999902/1/sua');
                                        await send('/sua', { limit: '5' })(other);
                                });
                                await send('/sua', { limit: '6' })(visitor);
                        } },
                long: { as: 'admin', path: '/quan-tri/thu-tuc/1.999901/1/sua' },
        },
        '/quan-tri/thu-tuc-nhap': {
                full: { as: 'admin', path: '/quan-tri/thu-tuc-nhap' },
                empty: 'files that were looked at stay in the list',
                error: { as: 'admin', path: '/quan-tri/thu-tuc-nhap', status: 422,
                        do: send('/thu-tuc-nhap') },
                forbidden: { as: 'leader', path: '/quan-tri/thu-tuc-nhap', status: 403 },
                stale: unchanging, long: no_names,
        },
        '/quan-tri/thu-tuc-nhap/:import': {
                full: { as: 'admin', path: '{procedure_import}' },
                empty: 'a file without any line is not taken',
                error: { as: 'admin', path: '/quan-tri/thu-tuc-nhap/1', status: 404 },
                forbidden: { as: 'leader', path: '{procedure_import}', status: 403 },
                stale: unchanging,
                long: { as: 'admin', path: '{procedure_import}' },
        },
        '/quan-tri/nhat-ky': {
                full: { as: 'admin', path: '/quan-tri/nhat-ky' },
                empty: { as: 'admin', path: '/quan-tri/nhat-ky?ai=khong.co' },
                error: { as: 'admin', path: '/quan-tri/nhat-ky?tu=32/13/2022', status: [400, 422] },
                forbidden: { as: 'leader', path: '/quan-tri/nhat-ky', status: 403 },
                stale: unchanging,
                long: { as: 'admin', path: `/quan-tri/nhat-ky?ai=${'W'.repeat(90)}` },
        },
        '/thiet-ke': {
                full: { as: 'designer', path: '/thiet-ke' },
                empty: 'a province has models; golden pages show lists that are empty',
                error: { as: 'designer', path: '/thiet-ke?loai=khac', status: [400, 422] },
                forbidden: { as: 'counter', path: '/thiet-ke', status: 403 },
                stale: unchanging,
                long: { as: 'designer', path: '/thiet-ke?loai=form' },
        },
        '/thiet-ke/moi': {
                full: { as: 'designer', path: '/thiet-ke/moi' },
                empty: { as: 'designer', path: '/thiet-ke/moi', status: 422, do: send('/thiet-ke/moi') },
                error: { as: 'designer', path: '/thiet-ke/moi', status: 422,
                        do: send('/thiet-ke/moi', { name: 'Giá', model: 'Sai Mã', reason: 'thử' }) },
                forbidden: { as: 'counter', path: '/thiet-ke/moi', status: 403 },
                stale: unchanging,
                long: { as: 'designer', path: '/thiet-ke/moi', status: 422,
                        do: send('/thiet-ke/moi', { name: 'W'.repeat(200), reason: 'W'.repeat(900) }) },
        },
        '/thiet-ke/:code': {
                full: { as: 'designer', path: '/thiet-ke/quy-trinh' },
                empty: never_empty,
                error: { as: 'designer', path: '/thiet-ke/khong-co', status: 404 },
                forbidden: { as: 'counter', path: '/thiet-ke/quy-trinh', status: 403 },
                stale: unchanging,
                long: { as: 'designer', path: '/thiet-ke/dai' },
        },
        '/thiet-ke/:code/so-sanh': {
                full: { as: 'designer', path: '/thiet-ke/quy-trinh/so-sanh?cu=1&moi=2' },
                empty: { as: 'designer', path: '/thiet-ke/bang-gia/so-sanh?cu=1&moi=1' },
                error: { as: 'designer', path: '/thiet-ke/bang-gia/so-sanh?cu=1&moi=7', status: 404 },
                forbidden: { as: 'counter', path: '/thiet-ke/bang-gia/so-sanh?cu=1&moi=1', status: 403 },
                stale: unchanging,
                long: { as: 'designer', path: '/thiet-ke/dai/so-sanh?cu=1&moi=1' },
        },
        '/thiet-ke/:code/:number': {
                full: { as: 'designer', path: '/thiet-ke/quy-trinh/2' },
                empty: { as: 'designer', path: '/thiet-ke/quy-trinh/2?lam=drop', status: 422,
                        do: send('/viec/drop') },
                error: { as: 'designer', path: '/thiet-ke/quy-trinh/9', status: 404 },
                forbidden: { as: 'counter', path: '/thiet-ke/quy-trinh/2', status: 403 },
                stale: 'the same as of its tables, shown there',
                long: { as: 'designer', path: '/thiet-ke/dai/1?lam=submit' },
        },
        '/thiet-ke/:code/:number/bang': {
                full: { as: 'designer', path: '/thiet-ke/bang-gia/1/bang' },
                empty: { as: 'designer', path: '/thiet-ke/quy-trinh/1/bang' },
                error: { as: 'designer', path: '/thiet-ke/dai/1/bang', status: 404 },
                forbidden: { as: 'counter', path: '/thiet-ke/bang-gia/1/bang', status: 403 },
                stale: { as: 'designer', path: '/thiet-ke/bang-gia/1/bang', status: 409,
                        do: async (visitor, world, lang) => {
                                await world.as('designer', async (other) => {
                                        await other.go('/thiet-ke/bang-gia/1/bang');
                                        await other.press('Lưu bản nháp');
                                });
                                await send('/bang')(visitor);
                        } },
                long: { as: 'designer', path: '/thiet-ke/bang-gia/1/bang',
                        do: send('/bang', { 'o-t0-r0-c1': `"${'W'.repeat(300)}"` }) },
        },
        '/thiet-ke/:code/:number/thu': {
                full: { as: 'designer', path: '/thiet-ke/quy-trinh/2/thu?mau=%7Ba%3A%201%7D' },
                empty: { as: 'designer', path: '/thiet-ke/quy-trinh/1/thu?mau=' },
                error: { as: 'designer', path: '/thiet-ke/quy-trinh/2/thu?mau=%7Ba%3A' },
                forbidden: { as: 'counter', path: '/thiet-ke/quy-trinh/2/thu', status: 403 },
                stale: unchanging,
                long: { as: 'designer',
                        path: `/thiet-ke/quy-trinh/2/thu?mau=%7Ba%3A%22${'W'.repeat(300)}%22%7D` },
        },
        '/thiet-ke/:code/:number/dang-chay': {
                full: { as: 'design_approver', path: '/thiet-ke/mot-don-vi/1/dang-chay' },
                empty: { as: 'designer', path: '/thiet-ke/mot-don-vi/1/dang-chay' },
                error: { as: 'designer', path: '/thiet-ke/bang-gia/1/dang-chay', status: 404 },
                forbidden: { as: 'counter', path: '/thiet-ke/mot-don-vi/1/dang-chay', status: 403 },
                stale: 'what is under way is said on the page; a second one is refused: test_force.c',
                long: no_names,
        },
        '/thiet-ke/:code/:number/ve': {
                full: 'a drawing is not measured at 320 px; designers.mjs draws in it',
                empty: never_empty,
                error: { as: 'designer', path: '/thiet-ke/khong-co/1/ve', status: 404 },
                forbidden: { as: 'counter', path: '/thiet-ke/bang-gia/1/ve', status: 403 },
                stale: 'said beside the drawing: designers.mjs',
                long: no_names,
        },
        '/thiet-ke/:code/:number/van-ban': {
                full: { as: 'designer', path: '/thiet-ke/bang-gia/1/van-ban' },
                empty: { as: 'designer', path: '/thiet-ke/bang-gia/1/van-ban', status: 422,
                        do: send('/van-ban', { text: '' }) },
                error: { as: 'designer', path: '/thiet-ke/bang-gia/1/van-ban', status: 422,
                        do: send('/van-ban', { text: '<definitions>' }) },
                forbidden: { as: 'counter', path: '/thiet-ke/bang-gia/1/van-ban', status: 403 },
                stale: 'the same as of its tables, shown there',
                long: { as: 'designer', path: '/thiet-ke/quy-trinh/1/van-ban' },
        },
};

/** Reads that answer with something else than a page. */
export const not_pages = new Set(['/ban-giao/:sheet', '/bao-cao-chat-luong/csv', '/chung-thuc/so', '/dang-nhap/dinh-danh',
        '/dang-nhap/dinh-danh/ve', '/du-lieu-cua-toi/xuat/:code', '/duyet/:code/du-thao',
        '/duyet/tiep', '/healthz', '/ho-so/:code/tep/:file', '/kien-nghi/:complaint/tep/:file',
        '/lam-thay/:mandate/tep/:file', '/dai-dien/:mandate/tep/:file',
        '/lich-hen/:appointment/phieu', '/metrics', '/nop/:draft/tep/:file/anh/:page',
        '/nop/:draft/thong-tin',
        '/quan-tri/thu-tuc-xuat', '/readyz', '/robots.txt', '/sitemap.txt',
        '/tai-khoan/xac-nhan/dinh-danh',
        '/thiet-ke/:code/:number/tep', '/thong-ke/csv', '/thong-ke/qua-han/csv',
        '/thu-tien/bien-lai/:receipt', '/thu-tien/so-ket/:closing', '/tiep-nhan/:draft/tep/:file/anh/:page',
        '/tim/goi-y',
        '/viec/:code/phieu-kiem-soat', '/viec/:code/tep/:file/anh/:page', '/viec/so-theo-doi/tep', '/viec/tiep']);
