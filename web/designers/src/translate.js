// What the editors say, in Vietnamese. A phrase that is not here stays English; English pages use none.

const vi = {
        'Activate hand tool': 'Kéo màn vẽ', 'Activate lasso tool': 'Chọn nhiều phần tử',
        'Activate create/remove space tool': 'Thêm hoặc bớt khoảng trống',
        'Activate global connect tool': 'Nối hai phần tử',
        'Create start event': 'Thêm sự kiện bắt đầu', 'Create end event': 'Thêm sự kiện kết thúc',
        'Create intermediate/boundary event': 'Thêm sự kiện giữa hoặc ở biên',
        'Create gateway': 'Thêm cổng rẽ nhánh', 'Create task': 'Thêm công việc',
        'Create expanded sub-process': 'Thêm quy trình con', 'Create data object reference': 'Thêm dữ liệu',
        'Create data store reference': 'Thêm kho dữ liệu', 'Create pool/participant': 'Thêm đơn vị tham gia',
        'Create group': 'Thêm nhóm', 'Append end event': 'Nối tiếp sự kiện kết thúc',
        'Append gateway': 'Nối tiếp cổng rẽ nhánh', 'Append task': 'Nối tiếp công việc',
        'Append intermediate/boundary event': 'Nối tiếp sự kiện', 'Add text annotation': 'Thêm ghi chú',
        'Connect to other element': 'Nối tới phần tử khác', 'Change element': 'Đổi kiểu', Delete: 'Xoá',
        'Append element': 'Nối tiếp phần tử', 'Create element': 'Thêm phần tử', Search: 'Tìm',
        Task: 'Công việc', 'User task': 'Việc của người', 'Service task': 'Việc của máy',
        'Send task': 'Gửi thông điệp', 'Receive task': 'Nhận thông điệp', 'Manual task': 'Việc làm tay',
        'Business rule task': 'Ra quyết định theo bảng', 'Script task': 'Tính bằng biểu thức',
        'Call activity': 'Gọi quy trình khác', 'Sub-process (collapsed)': 'Quy trình con (thu gọn)',
        'Sub-process (expanded)': 'Quy trình con (mở)', 'Exclusive gateway': 'Rẽ một nhánh',
        'Parallel gateway': 'Chạy song song', 'Inclusive gateway': 'Rẽ một hay nhiều nhánh',
        'Event-based gateway': 'Chờ một trong các sự kiện', 'Start event': 'Bắt đầu',
        'End event': 'Kết thúc', 'Hit policy:': 'Cách chọn:', Inputs: 'Đầu vào', Outputs: 'Đầu ra',
        Annotations: 'Ghi chú', Input: 'Đầu vào', Output: 'Đầu ra', When: 'Khi', Then: 'Thì', And: 'Và',
        'Add rule': 'Thêm dòng', 'Add input': 'Thêm đầu vào', 'Add output': 'Thêm đầu ra', Remove: 'Xoá',
        Copy: 'Chép', Cut: 'Cắt', Rule: 'Dòng', 'Add above': 'Thêm phía trên',
        'Add below': 'Thêm phía dưới', Decision: 'Quyết định', 'Create decision': 'Thêm quyết định',
        'Create input data': 'Thêm dữ liệu vào', 'Create knowledge source': 'Thêm căn cứ',
        'Create business knowledge model': 'Thêm hàm dùng chung', General: 'Chung', Label: 'Nhãn',
        Key: 'Khoá', Validation: 'Kiểm tra', Required: 'Bắt buộc',
};

const table = document.documentElement.lang === 'vi' ? vi : {};

function translate(template, values = {}) {
        return (table[template] ?? template)
                .replace(/{([^}]+)}/g, (_, name) => values[name] ?? `{${name}}`);
}

export const translation = { translate: ['value', translate] };
