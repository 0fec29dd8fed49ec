"""A questionnaire of three questions: two that lean, one in words."""

QUESTIONNAIRE = """\
questionnaire: ba-cau-hoi
title: Ba câu hỏi
languages: [vi]
minutes: 1
purpose: Đảng ủy xin ý kiến đảng viên về điều kiện làm việc để kịp thời giải quyết kiến nghị.
pages:
  - page: cong-viec
    title: Công việc
    items:
      - {item: dieu_kien, type: scale, scale: hai_long_5, text: Đồng chí hài lòng với điều kiện làm việc ở mức nào?}
      - {item: ap_luc, type: scale, scale: tan_suat_5, text: Đồng chí thấy quá tải trong công việc ở mức nào?}
      - {item: de_xuat, type: text, text: Đề xuất của đồng chí với cấp ủy?, longest: 280}
"""
