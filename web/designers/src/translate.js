// What the editors say, in Vietnamese. Phrases that are put together (a kind of event at a place, a verb
// before a thing) are put together here too. One that is not here stays English; English pages use none.

/** What an event is about, and where it stands: "Timer boundary event (non-interrupting)". */
const triggers = {
        Message: 'thông điệp', Timer: 'hẹn giờ', Conditional: 'điều kiện', Signal: 'tín hiệu',
        Error: 'lỗi', Escalation: 'báo cấp trên', Compensation: 'hoàn tác', Cancel: 'huỷ',
        Link: 'nối trang', Terminate: 'dừng tất cả',
};
const places = {
        'start event': 'Bắt đầu', 'end event': 'Kết thúc', 'boundary event': 'Ở biên',
        'intermediate catch event': 'Chờ', 'intermediate throw event': 'Phát',
};
const event = /^(\w+) (start event|end event|boundary event|intermediate (?:catch|throw) event)( \(non-interrupting\))?$/;

/** "Append user task": the thing itself is looked up again. */
const verbs = { Append: 'Nối tiếp', Create: 'Thêm', Add: 'Thêm', Edit: 'Sửa', Set: 'Đặt', Copy: 'Chép',
        Cut: 'Cắt', Remove: 'Xoá', Clear: 'Xoá', Paste: 'Dán', Move: 'Chuyển', Use: 'Dùng' };
const sides = { above: 'phía trên', below: 'phía dưới', left: 'bên trái', right: 'bên phải' };
const deed = /^(Append|Create|Add|Edit|Set|Copy|Cut|Remove|Clear|Paste|Move|Use) (.+?)(?: (above|below|left|right))?$/;

const vi = {
        // of all editors
        Delete: 'Xoá', Remove: 'Xoá', Copy: 'Chép', Cut: 'Cắt', Edit: 'Sửa', Search: 'Tìm', Yes: 'Có',
        No: 'Không', Type: 'Kiểu', name: 'tên', Empty: 'Trống', Resize: 'Đổi cỡ', General: 'Chung',
        'Search in diagram': 'Tìm trên bản vẽ', 'Open {element}': 'Mở {element}',
        'Change element': 'Đổi kiểu', 'Change type': 'Đổi kiểu', element: 'phần tử',
        'text annotation': 'ghi chú', 'Connect to other element': 'Nối tới phần tử khác',
        'Connect using association': 'Nối bằng liên hệ',
        'Connect using data input association': 'Nối dữ liệu vào',
        'Activate hand tool': 'Kéo màn vẽ', 'Activate lasso tool': 'Chọn nhiều phần tử',
        'Activate create/remove space tool': 'Thêm hoặc bớt khoảng trống',
        'Activate global connect tool': 'Nối hai phần tử', 'Align elements': 'Căn thẳng',
        'Align elements ': 'Căn thẳng ', 'Distribute elements horizontally': 'Dàn đều theo chiều ngang',
        'Distribute elements vertically': 'Dàn đều theo chiều dọc',
        'Toggle non-interrupting': 'Đổi: có ngắt hay không',
        // processes
        'Start event': 'Sự kiện bắt đầu', 'End event': 'Sự kiện kết thúc', 'Intermediate throw event': 'Sự kiện giữa',
        'Boundary event': 'Sự kiện ở biên', 'Intermediate/boundary event': 'Sự kiện giữa hoặc ở biên',
        Task: 'Công việc', 'User task': 'Việc của người', 'Service task': 'Việc của máy',
        'Send task': 'Gửi thông điệp', 'Receive task': 'Nhận thông điệp', 'Manual task': 'Việc làm tay',
        'Business rule task': 'Ra quyết định theo bảng', 'Script task': 'Tính bằng biểu thức',
        'Call activity': 'Gọi quy trình khác', 'Compensation activity': 'Việc hoàn tác',
        'Sub-process': 'Quy trình con', 'Sub-process (collapsed)': 'Quy trình con (thu gọn)',
        'Sub-process (expanded)': 'Quy trình con (mở)', 'Expanded sub-process': 'Quy trình con',
        'Event sub-process': 'Quy trình con chờ sự kiện', Transaction: 'Giao dịch',
        'Ad-hoc sub-process': 'Việc không theo thứ tự',
        'Ad-hoc sub-process (collapsed)': 'Việc không theo thứ tự (thu gọn)',
        'Ad-hoc sub-process (expanded)': 'Việc không theo thứ tự (mở)',
        Gateway: 'Cổng rẽ nhánh', 'Exclusive gateway': 'Rẽ một nhánh', 'Parallel gateway': 'Chạy song song',
        'Inclusive gateway': 'Rẽ một hay nhiều nhánh', 'Complex gateway': 'Rẽ nhánh theo điều kiện riêng',
        'Event-based gateway': 'Chờ một trong các sự kiện',
        'Event based instantiating Gateway': 'Bắt đầu khi có một sự kiện',
        'Parallel Event based instantiating Gateway': 'Bắt đầu khi đủ các sự kiện',
        'Sequence flow': 'Đường đi', 'Default flow': 'Đường đi mặc định',
        'Conditional flow': 'Đường đi có điều kiện', Loop: 'Lặp lại', Collection: 'Danh sách',
        'Parallel multi-instance': 'Nhiều lần cùng lúc', 'Sequential multi-instance': 'Nhiều lần lần lượt',
        'Participant multiplicity': 'Nhiều đơn vị tham gia', 'Pool/participant': 'Đơn vị tham gia',
        'Empty pool/participant': 'Đơn vị tham gia (không vẽ bên trong)',
        'Empty pool/participant (removes content)': 'Đơn vị tham gia (xoá phần bên trong)',
        'Expanded pool/participant': 'Đơn vị tham gia (vẽ bên trong)', Group: 'Nhóm', Lane: 'Làn',
        'Data object reference': 'Dữ liệu', 'Data store reference': 'Kho dữ liệu',
        'Divide into two lanes': 'Chia hai làn', 'Divide into three lanes': 'Chia ba làn',
        // decisions
        Decision: 'Quyết định', 'Decision table': 'Bảng quyết định', 'Decision name': 'Tên quyết định',
        'Decision name: ': 'Tên quyết định: ', 'Literal expression': 'Biểu thức',
        'Literal Expression': 'Biểu thức', 'Literal expression editor': 'Ô viết biểu thức',
        'Input data': 'Dữ liệu vào', 'Knowledge source': 'Căn cứ', 'Knowledge model': 'Hàm dùng chung',
        'Business knowledge model': 'Hàm dùng chung', 'Definition name': 'Tên mô hình',
        'Definition ID': 'Mã mô hình', 'View DRD': 'Xem sơ đồ quyết định', 'Hit policy': 'Cách chọn',
        'Hit policy:': 'Cách chọn:', Inputs: 'Đầu vào', Outputs: 'Đầu ra', Annotations: 'Ghi chú',
        Annotation: 'Ghi chú', Input: 'Đầu vào', Output: 'Đầu ra', When: 'Khi', Then: 'Thì', And: 'Và',
        Rule: 'Dòng', 'Input column': 'Cột đầu vào', 'Output column': 'Cột đầu ra',
        'Input label': 'Tên đầu vào', 'Input label: ': 'Tên đầu vào: ',
        'Input expression': 'Biểu thức đầu vào', 'Input expression: ': 'Biểu thức đầu vào: ',
        'Input values': 'Các giá trị đầu vào', 'Input type': 'Kiểu đầu vào', 'Output label': 'Tên đầu ra',
        'Output label: ': 'Tên đầu ra: ', 'Output name': 'Tên biến đầu ra',
        'Output name: ': 'Tên biến đầu ra: ', 'Output values': 'Các giá trị đầu ra',
        'Output type': 'Kiểu đầu ra', Expression: 'Biểu thức', 'Enter expression': 'Viết biểu thức',
        'Expression language': 'Ngôn ngữ biểu thức', 'Expression language:': 'Ngôn ngữ biểu thức:',
        'Expression language: {expressionLanguageLabel}': 'Ngôn ngữ biểu thức: {expressionLanguageLabel}',
        'Change cell expression language': 'Đổi ngôn ngữ của ô',
        'Editing not supported for set expression language': 'Không sửa được ngôn ngữ biểu thức này',
        Duration: 'Khoảng thời gian', 'Duration value': 'Khoảng thời gian', Number: 'Số', Value: 'Giá trị',
        Values: 'Các giá trị', String: 'Chữ', 'String value': 'Chữ', Boolean: 'Đúng hay sai',
        'Boolean value': 'Đúng hay sai', Date: 'Ngày', 'Date value': 'Ngày', Time: 'Giờ',
        'Time value': 'Giờ', 'Date and time': 'Ngày giờ', 'Date and time value': 'Ngày giờ',
        'Start date': 'Từ ngày', 'End date': 'Đến ngày', 'Start time': 'Từ giờ', 'End time': 'Đến giờ',
        'Start date and time': 'Từ ngày giờ', 'End date and time': 'Đến ngày giờ', Today: 'ngày hôm nay',
        Now: 'giờ này', Exactly: 'Đúng lúc', Before: 'Trước', After: 'Sau', Between: 'Trong khoảng',
        Equals: 'Bằng', Less: 'Nhỏ hơn', 'Less or equals': 'Nhỏ hơn hoặc bằng', Greater: 'Lớn hơn',
        'Greater or equals': 'Lớn hơn hoặc bằng', 'Comparison operator': 'Phép so sánh',
        Comparison: 'So sánh', Range: 'Khoảng', 'Test type': 'Cách so', Include: 'Kể cả', Exclude: 'Không kể',
        'Start value': 'Từ', 'End value': 'Đến', 'Range start operator': 'Kể cả đầu khoảng?',
        'Range start value': 'Đầu khoảng', 'Range end operator': 'Kể cả cuối khoảng?',
        'Range end value': 'Cuối khoảng', 'Cell description': 'Chú thích của ô',
        'Predefined values': 'Các giá trị cho sẵn', 'No values': 'Chưa có giá trị',
        'Custom values': 'Giá trị khác', 'Match one': 'Là một trong số', 'Match none': 'Không là giá trị nào',
        'Strings must be in double quotes': 'Chữ phải đứng trong dấu nháy kép',
        '"value", "value", ...': '"giá trị", "giá trị", …', '"value"': '"giá trị"',
        'e.g. { sample }': 'ví dụ { sample }', 'e.g. { example } ': 'ví dụ { example } ',
        'Function kind: {kind}': 'Loại hàm: {kind}', 'Function kind': 'Loại hàm',
        'Formal parameters': 'Tham số', Parameter: 'Tham số', Kind: 'Loại', 'Element name': 'Tên phần tử',
        'Variable name': 'Tên biến', 'Variable name:': 'Tên biến:', 'Variable type': 'Kiểu của biến',
        'Variable type:': 'Kiểu của biến:',
        // forms, as far as their editor asks
        Label: 'Nhãn', Key: 'Khoá', Validation: 'Kiểm tra', Required: 'Bắt buộc',
        'Toggle section': 'Mở hoặc đóng phần này', 'Toggle list item': 'Mở hoặc đóng mục này',
        'Section contains edits': 'Phần này đã có nội dung', 'Section contains an error': 'Phần này có lỗi',
        'Opened in editor': 'Đang mở trong ô lớn', 'Open pop-up editor': 'Mở ô lớn',
        'Open documentation': 'Mở hướng dẫn', 'Unparsable FEEL expression.': 'Biểu thức FEEL chưa đúng.',
        'FEEL expression is mandatory': 'Phải có biểu thức FEEL',
};

const sentence = (words) => words[0].toUpperCase() + words.slice(1);
const later = (words) => (/^\p{Lu}\p{Ll}/u.test(words) ? words[0].toLowerCase() + words.slice(1) : words);

function in_vietnamese(phrase) {
        const own = vi[phrase] ?? vi[sentence(phrase)];
        if (own)
                return own;
        const [, trigger, place, through] = event.exec(phrase) ?? [];
        const about = triggers[trigger && sentence(trigger)];
        if (about)
                return `${places[place]}: ${about}${through ? ' (không ngắt)' : ''}`;
        const [, verb, thing, side] = deed.exec(phrase) ?? [];
        const what = verb && in_vietnamese(thing);
        return what && `${verbs[verb]} ${later(what)}${side ? ` ${sides[side]}` : ''}`;
}

const foreign = document.documentElement.lang !== 'vi';

export function translate(template, values = {}) {
        return ((!foreign && template && in_vietnamese(template)) || template)
                .replace(/{([^}]+)}/g, (_, name) => values[name.trim()] ?? `{${name}}`);
}

export const translation = { translate: ['value', translate] };
