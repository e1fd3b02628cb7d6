"""The terms of customer success in Chinese and English (CONV-9); the Chinese word of the field is the reference.

A company may word any of them differently: see `wording`. Words of one vertical live in its blueprint, not here.
"""

from collections.abc import Mapping

from hourglass.base.labels import Label


def _group(rows: str) -> dict[str, Label]:
    """One term a line: key | Chinese | English."""
    words = (tuple(cell.strip() for cell in row.split("|")) for row in rows.strip().splitlines())
    return {key: Label(zh, en) for key, zh, en in words}


PEOPLE = _group("""
executive | 高管 | executive
cs_head | 客户成功负责人 | head of customer success
cs_lead | 客户成功主管 | CS team lead
csm | 客户成功经理 | customer success manager
support_manager | 客服经理 | support manager
support_agent | 客服 | support agent
renewal_manager | 续费经理 | renewal manager
implementation | 实施 | implementation consultant
customer_operations | 客户运营 | customer operations
service_operations | 服务运营 | service operations
service_platform | 服务中台 | service middle platform
technical_support | 技术支持 | technical support
sales_manager | 销售经理 | sales manager
sales_head | 销售VP | head of sales
product_manager | 产品经理 | product manager
marketing | 市场 | marketing
channel_manager | 渠道经理 | channel manager
finance | 财务 | finance
administrator | 管理员 | administrator
liaison | 客户对接人 | liaison contact
key_person | 关键人 | key person
key_person_level_1 | 一级关键人 | first-level key person
key_person_level_2 | 二级关键人 | second-level key person
end_user | 使用人 | end user
referrer | 转介绍人 | referrer
""")

OBJECTS = _group("""
account | 客户 | customer
store | 门店 | store
contact | 联系人 | contact
contract | 合同 | contract
subscription_line | 订阅明细 | subscription line
product | 产品 | product
edition | 版本 | edition
module | 模块 | module
feature | 功能 | feature
usage_record | 使用记录 | usage record
lifecycle_cycle | 服务周期 | lifecycle cycle
stage | 阶段 | stage
milestone | 里程碑 | milestone
archive_document | 档案文件 | archive document
form | 表单 | form
interaction | 触点 | interaction
task | 任务 | task
handover | 客户交接 | handover
expectation | 客户预期 | expectation
ticket | 工单 | ticket
complaint | 投诉 | complaint
request | 需求 | request
campaign | 活动 | campaign
warning | 预警 | warning
churn_record | 流失记录 | churn record
win_back_plan | 挽回方案 | win-back plan
renewal | 续约 | renewal
opportunity | 商机 | opportunity
referral | 转介绍 | referral
benchmark_case | 标杆案例 | benchmark case
visit | 拜访 | visit
return_visit | 回访 | return visit
survey | 调研 | survey
survey_response | 调研答卷 | survey response
solution | 方案 | solution
best_practice | 最佳实践 | best practice
team | 团队 | team
role | 角色 | role
pairing | 搭档 | pairing
goal | 目标 | goal
metric | 指标 | metric
target | 目标值 | target
roadmap_step | 路线图步骤 | roadmap step
report | 报告 | report
playbook | 剧本 | playbook
blueprint | 蓝图 | blueprint
segment | 客户分群 | segment
fact | 客户事实 | fact
""")

JOURNEY = _group("""
lifecycle | 客户生命周期 | customer lifecycle
stage_signed | 签约期 | signed
stage_activation | 启用期 | activation stage
stage_growth | 成长期 | growth
stage_mature | 成熟期 | mature
stage_renewal | 续费期 | renewal stage
promotion_period | 推广期 | promotion period
stable_period | 稳定期 | stable period
newcomer_period | 新手期 | newcomer period
clock_start | 客户计时起点 | clock start
activation | 启用 | activation
first_contact | 建联 | first contact
acceptance | 验收 | acceptance
lost_contact | 失联 | lost contact
customer_archive | 客户建档 | customer archive
trace_management | 痕迹化管理 | trace management
handover_form | 客户交接表 | handover form
requirement_form | 需求确认表 | requirement confirmation form
training_form | 培训回访表 | training return-visit form
status_form | 客户现状表 | customer status form
usage_form | 月度使用分析表 | monthly usage analysis form
accompanying_service | 陪伴式服务 | accompanying service
""")

FIGURES = _group("""
strategic_goal | 战略目标 | strategic goal
key_goal | 关键目标 | key goal
process_goal | 过程目标 | process goal
value_goal | 价值目标 | value goal
usage_rate | 客户使用率 | usage rate
activation_rate | 客户启用率 | activation rate
renewal_rate_logo | 续约率 | logo renewal rate
renewal_rate_amount | 续费率 | revenue renewal rate
ndr | 净收入留存率 | net dollar retention
grr | 总收入留存率 | gross revenue retention
negative_churn | 负流失 | negative churn
customer_retention | 客户留存率 | customer retention rate
repurchase_rate | 复购率 | repurchase rate
contact_rate | 客户建联率 | contact rate
newcomer_activity_rate | 新手期活动创建率 | newcomer activity creation rate
core_depth | 核心功能使用深度 | core feature depth
time_depth | 使用时间深度 | time depth
breadth | 功能使用广度 | breadth
customer_activity | 客户活跃度 | customer activity
acquisition_cost | 获客成本 | acquisition cost
lifetime_value | 客户生命周期价值 | lifetime value
numerator | 分子 | numerator
denominator | 分母 | denominator
""")

CARE = _group("""
tier | 客户等级 | tier
usage_level | 使用等级 | usage level
head_customer | 头部客户 | head customer
loyal_customer | 铁杆客户 | loyal customer
lost_customer | 流失客户 | lost customer
customer_portrait | 客户画像 | customer portrait
health | 健康度 | health
health_good | 健康 | healthy
health_watch | 关注 | watch
health_risk | 危险 | at risk
no_data | 无数据 | no data
warning_line | 预警线 | warning line
stopped_use | 停用 | stopped use
churn | 流失 | churn
churn_reason | 流失原因 | churn reason
natural_churn | 自然流失 | natural churn
controllable_churn | 可控流失 | controllable churn
win_back | 客户挽回 | win-back
decision_chain | 决策链 | decision chain
attitude | 态度 | attitude
reactive_service | 被动服务 | reactive service
proactive_service | 主动服务 | proactive service
reply_time | 回复时间 | reply time
reply_accuracy | 回复准确率 | reply accuracy
service_group | 服务小组 | service group
compensation | 补偿 | compensation
review | 复盘 | review
request_loop | 需求闭环 | request loop
general_request | 普适需求 | general request
individual_request | 个性化需求 | individual request
custom_project | 定制化需求 | custom project
co_creation | 共创 | co-creation
nps | 净推荐值 | net promoter score
csat | 客户满意度 | customer satisfaction
ces | 客户费力度 | customer effort score
customer_outcome | 客户成果 | customer outcome
customer_experience | 客户体验 | customer experience
""")

GROWTH = _group("""
early_renewal | 提前续费 | early renewal
late_renewal | 逾期续费 | late renewal
grace_period | 宽限期 | grace period
multi_year_contract | 多年合同 | multi-year contract
upsell | 增购 | upsell
cross_sell | 交叉销售 | cross-sell
discount | 折扣 | discount
downgrade | 降级 | downgrade
value_report | 价值报告 | value report
influence_campaign | 提高影响力的活动 | influence campaign
revenue_campaign | 提高营收的活动 | revenue campaign
referral_reward | 转介绍奖励 | referral reward
hourglass_model | 沙漏模型 | hourglass model
two_engines | 双轮驱动 | two engines
organisation_mode | 组织模式 | organisation mode
full_stack_mode | 全栈模式 | full-stack mode
active_reactive_mode | 主被动模式 | active and reactive mode
refined_mode | 精细化模式 | refined mode
integrated_mode | 整合模式 | integrated mode
partner_system | 搭档制度 | partner system
squad | 合作小组 | squad
iron_triangle | 铁三角 | iron triangle
capacity_norm | 人均标准 | capacity norm
batch_operation | 批量运营 | batch operation
working_group | 客户成功小组 | working group
maturity | 成熟度 | maturity
""")

# A class and its finer reasons; a class without finer ones is a reason itself.
REASONS = _group("""
competitor | 竞品侵占 | competitor
competitor__name | 竞品侵占：品牌 | competitor: brand
competitor__price | 竞品侵占：价格 | competitor: price
competitor__function | 竞品侵占：功能 | competitor: function
competitor__relation | 竞品侵占：关系 | competitor: relation
value | 价值未体现 | value not shown
natural | 客户自然死亡 | natural end of the customer
natural__closed | 客户自然死亡：歇业 | natural end: closed
natural__sold | 客户自然死亡：转让 | natural end: sold
business_change | 业务调整 | business change
function_gap | 功能缺失 | function gap
after_sales | 售后服务 | after-sales service
price | 价格 | price
process | 流程延误 | process delay
key_person_left | 关键人离职 | key person left
other | 其他 | other
""")

GROUPS: Mapping[str, Mapping[str, Label]] = {
    "people": PEOPLE,
    "objects": OBJECTS,
    "journey": JOURNEY,
    "figures": FIGURES,
    "care": CARE,
    "growth": GROWTH,
    "reasons": REASONS,
}
TERMS: dict[str, Label] = {key: label for group in GROUPS.values() for key, label in group.items()}

# No terms, but phrases that hold one, and stay when the company has another word for it.
PHRASES: dict[str, Label] = _group("""
customer_success | 客户成功 | customer success
""")


def term(key: str) -> Label:
    """This function will give the term `key` as the field words it; an unknown key is a KeyError."""
    return TERMS[key]
